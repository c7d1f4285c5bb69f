import type { LockState } from '../definition-lock.js';
import { UNREADABLE, type SeenDefinition } from './seen-definition.js';

/** LockedTool is what a tool may say of itself, and what it says instead. */
export interface LockedTool {
  readonly server: string;
  /** Its native name. */
  readonly tool: string;
  readonly approved?: SeenDefinition | undefined;
  /** The newest definition that differs from the approved one. */
  readonly waiting?: SeenDefinition | undefined;
  /** When an operator said no to the one that waits; another one waits anew. */
  readonly blocked?: string | undefined;
}

/** reviewed is the tool after it was seen; the same object when nothing is new. What is seen first is approved. */
export function reviewed(known: LockedTool, seen: SeenDefinition): LockedTool {
  const { server, tool, approved, waiting } = known;
  if (seen.hash === waiting?.hash) return known;
  if (approved === undefined && seen.hash !== UNREADABLE) return { server, tool, approved: seen };
  if (seen.hash !== approved?.hash) return { server, tool, approved, waiting: seen };
  return waiting === undefined ? known : { server, tool, approved };
}

/** accepted is the tool with what waits approved. */
export function accepted({ server, tool, waiting }: LockedTool, at: string): LockedTool {
  return { server, tool, approved: waiting && { ...waiting, at } };
}

/** refused is the tool with what waits blocked: it stays in quarantine, and nobody is asked about it again. */
export function refused(tool: LockedTool, at: string): LockedTool {
  return { ...tool, blocked: at };
}

export function lockStateOf({ waiting }: LockedTool): LockState {
  return waiting === undefined ? 'approved' : 'quarantined';
}
