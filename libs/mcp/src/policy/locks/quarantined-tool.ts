import type { JsonValue } from '@app/kernel';
import { definitionDiff, type DefinitionDiff } from './definition-diff.js';
import type { LockedTool } from './locked-tool.js';
import type { SeenDefinition } from './seen-definition.js';

/** QuarantinedTool is a tool that waits for an operator, as the operator is shown it. */
export interface QuarantinedTool {
  readonly server: string;
  readonly tool: string;
  readonly approvedHash: string | undefined;
  /** What accepting it takes; `unreadable` cannot be accepted. */
  readonly hash: string;
  readonly since: string;
  /** Undefined when one of the definitions was too long to be kept. */
  readonly diff: DefinitionDiff | undefined;
}

/** quarantinedTool is undefined for a tool that does not wait. */
export function quarantinedTool({
  server,
  tool,
  approved,
  waiting,
}: LockedTool): QuarantinedTool | undefined {
  if (waiting === undefined) return undefined;
  const diff = approved && diffOf(approved, waiting);
  return { server, tool, approvedHash: approved?.hash, hash: waiting.hash, since: waiting.at, diff };
}

function diffOf(approved: SeenDefinition, waiting: SeenDefinition): DefinitionDiff | undefined {
  if (approved.text === undefined || waiting.text === undefined) return undefined;
  return definitionDiff(JSON.parse(approved.text) as JsonValue, JSON.parse(waiting.text) as JsonValue);
}
