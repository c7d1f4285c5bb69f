import { createHash } from 'node:crypto';
import { canonicalJson } from '@app/audit';
import type { JsonObject } from '@app/kernel';

/** What a tool says of itself to clients and models; the rest, as `_meta` and icons, may change. */
const FIELDS = ['name', 'title', 'description', 'inputSchema', 'outputSchema', 'annotations'] as const;
/** A longer definition is known by its hash alone. */
const MOST_KEPT = 65_536;

/** The hash of a definition that has none: it is nested without end, or holds half characters. Nobody can accept it. */
export const UNREADABLE = 'unreadable';

/** SeenDefinition is what a tool said of itself at one time. */
export interface SeenDefinition {
  /** `sha256:` and 64 hexadecimal digits, over the definition as canonical JSON (RFC 8785). */
  readonly hash: string;
  /** When it was first seen, or accepted. */
  readonly at: string;
  /** As canonical JSON; undefined when there is no room for it. */
  readonly text?: string | undefined;
}

/** seenDefinition takes from a tool what is locked of it. */
export function seenDefinition(tool: JsonObject, at: string): SeenDefinition {
  const definition: JsonObject = {};
  for (const field of FIELDS) if (tool[field] !== undefined) definition[field] = tool[field];
  const text = canonical(definition);
  if (text === undefined) return { hash: UNREADABLE, at };
  const hash = `sha256:${createHash('sha256').update(text).digest('hex')}`;
  return text.length > MOST_KEPT ? { hash, at } : { hash, at, text };
}

function canonical(definition: JsonObject): string | undefined {
  try {
    return canonicalJson(definition);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}
