import { isJsonObject, type JsonValue } from '@app/kernel';
import { shownText } from './shown-text.js';

/** DefinitionChange is one place where two definitions differ. */
export interface DefinitionChange {
  /** A JSON Pointer (RFC 6901): `/inputSchema/properties/path/description`. */
  readonly path: string;
  /** As JSON, from shortly before the first difference on; undefined where there was or is nothing. */
  readonly before?: string | undefined;
  readonly after?: string | undefined;
}

export interface DefinitionDiff {
  readonly changes: readonly DefinitionChange[];
  /** False when there is more than is shown. */
  readonly complete: boolean;
}

const MOST_CHANGES = 100;
const MOST_SHOWN = 4_000;
const LONGEST_PATH = 512;
/** Of what both have before they differ, for the reader to find the place. */
const CONTEXT = 40;

/** definitionDiff tells people what changed. Nothing in it can hide: see shownText. */
export function definitionDiff(before: JsonValue | undefined, after: JsonValue | undefined): DefinitionDiff {
  const changes: DefinitionChange[] = [];
  let complete = true;
  for (const difference of differences(before, after, '')) {
    if (changes.length === MOST_CHANGES) return { changes, complete: false };
    const shown = shownChange(difference);
    changes.push(shown.change);
    complete &&= shown.complete;
  }
  return { changes, complete };
}

interface Difference {
  readonly path: string;
  readonly before: JsonValue | undefined;
  readonly after: JsonValue | undefined;
}

function* differences(
  before: JsonValue | undefined,
  after: JsonValue | undefined,
  path: string,
): Generator<Difference> {
  if (before === after) return;
  const [old, now] = [membersOf(before), membersOf(after)];
  if (old === undefined || now === undefined || Array.isArray(before) !== Array.isArray(after)) {
    yield { path, before, after };
    return;
  }
  for (const key of new Set([...old.keys(), ...now.keys()])) {
    yield* differences(
      old.get(key),
      now.get(key),
      `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`,
    );
  }
}

function membersOf(value: JsonValue | undefined): Map<string, JsonValue | undefined> | undefined {
  if (Array.isArray(value)) return new Map(value.map((item, index) => [String(index), item]));
  return isJsonObject(value) ? new Map(Object.entries(value)) : undefined;
}

function shownChange({ path, before, after }: Difference): { change: DefinitionChange; complete: boolean } {
  const [old, now] = [textOf(before), textOf(after)];
  const from = Math.max(0, sharedStart(old ?? '', now ?? '') - CONTEXT);
  const change = {
    path: cut(path, 0, LONGEST_PATH),
    before: old && cut(old, from),
    after: now && cut(now, from),
  };
  const longest = Math.max(old?.length ?? 0, now?.length ?? 0) - from;
  return { change, complete: longest <= MOST_SHOWN && path.length <= LONGEST_PATH };
}

function textOf(value: JsonValue | undefined): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}

function sharedStart(a: string, b: string): number {
  if (a === '' || b === '') return 0;
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return at;
}

/** Cut before it is made visible, so that no escape is cut in two. */
function cut(text: string, from: number, most = MOST_SHOWN): string {
  const left = text.length - from - most;
  const kept = shownText(text.slice(from, from + most));
  return `${from > 0 ? '…' : ''}${kept}${left > 0 ? `… (${left} more characters)` : ''}`;
}
