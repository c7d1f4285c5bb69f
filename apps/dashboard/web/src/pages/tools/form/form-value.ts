import { checkedBy } from './check.js';
import { draftOf, EMPTY, written, type Draft, type DraftProblem } from './draft.js';
import type { Field, Schema } from './field.js';
import { isSame, parseJson, writeJson, type JsonNode } from './json-node.js';

/** FormValue is what is entered, in the form or as JSON: one of them is what counts. */
export type FormValue =
  | { readonly view: 'form'; readonly draft: Draft }
  | { readonly view: 'json'; readonly text: string };

export interface Sendable {
  /** The arguments, as JSON; undefined while they are none. */
  readonly node: JsonNode | undefined;
  readonly problems: readonly DraftProblem[];
  /** Why the value could not be checked before it is sent. */
  readonly unchecked?: string;
}

export const FRESH: FormValue = { view: 'form', draft: EMPTY };

/** sendable is the object that would be sent, and all that keeps it from being sent. */
export function sendable(schema: Schema, field: Field, value: FormValue): Sendable {
  const { node, problems } = value.view === 'form' ? written(field, value.draft, true) : parsed(value.text);
  if (node === undefined || problems.length > 0)
    return { node: problems.length > 0 ? undefined : node, problems };
  if (node.type !== 'object')
    return { node: undefined, problems: [{ path: '', problem: 'Arguments are an object.' }] };
  const { problems: wrong, unchecked } = checkedBy(schema, node);
  return { node, problems: wrong, ...(unchecked !== undefined && { unchecked }) };
}

function parsed(text: string): { node: JsonNode | undefined; problems: readonly DraftProblem[] } {
  try {
    return { node: parseJson(text.trim() === '' ? '{}' : text), problems: [] };
  } catch (error) {
    return { node: undefined, problems: [{ path: '', problem: (error as SyntaxError).message }] };
  }
}

/** asJson is the same value as JSON; what the form has that is no value yet is left out of it. */
export function asJson(field: Field, value: FormValue): FormValue {
  if (value.view === 'json') return value;
  const { node } = written(field, value.draft, true);
  return { view: 'json', text: writeJson(node ?? { type: 'object', members: [] }, true) };
}

/** asForm is the same value in the form; undefined when the form cannot show it. */
export function asForm(field: Field, value: FormValue): FormValue | undefined {
  if (value.view === 'form') return value;
  const { node } = parsed(value.text);
  const draft = node && draftOf(field, node);
  if (node === undefined || draft === undefined) return undefined;
  const again = written(field, draft, true).node;
  return again !== undefined && isSame(again, node) ? { view: 'form', draft } : undefined;
}
