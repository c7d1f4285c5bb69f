import type { Field } from './field.js';
import { isSame, NULL, parseJson, type JsonNode } from './json-node.js';

/**
 * Draft is what a person has entered so far, apart from the value that it makes: text stays as it was typed, also while
 * it is no value yet. Of `text`, what it means is the field's matter.
 */
export type Draft =
  | { readonly is: 'empty' }
  | { readonly is: 'null' }
  | { readonly is: 'text'; readonly text: string }
  | { readonly is: 'flag'; readonly value: boolean }
  | { readonly is: 'choice'; readonly at: number }
  | { readonly is: 'list'; readonly items: readonly Draft[] }
  | { readonly is: 'group'; readonly members: Readonly<Record<string, Draft>> }
  | { readonly is: 'branch'; readonly at: number; readonly draft: Draft };

export const EMPTY: Draft = { is: 'empty' };

/** A place in the value, as a JSON Pointer: `/options/0/name`. */
export interface DraftProblem {
  readonly path: string;
  readonly problem: string;
}

export interface Written {
  /** Undefined: nothing is sent. */
  readonly node: JsonNode | undefined;
  readonly problems: readonly DraftProblem[];
}

const INTEGER = /^-?(0|[1-9]\d*)$/;
const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/** written is the value that a draft makes. What is empty is absent; what is wrong is a problem, and never left out. */
export function written(field: Field, draft: Draft, isRequired = false, path = ''): Written {
  switch (draft.is) {
    case 'null':
      return { node: NULL, problems: [] };
    case 'text':
      return textWritten(field, draft.text, path);
    case 'flag':
      return { node: { type: 'boolean', value: draft.value }, problems: [] };
    case 'choice':
      return { node: field.type === 'choice' ? field.values[draft.at] : undefined, problems: [] };
    case 'list':
      return field.type === 'list' ? listWritten(field, draft.items, path) : NOTHING;
    case 'group':
      return field.type === 'group' ? groupWritten(field, draft.members, isRequired, path) : NOTHING;
    case 'branch':
      return branchWritten(field, draft, path);
    default:
      return emptyWritten(field, isRequired, path);
  }
}

const NOTHING: Written = { node: undefined, problems: [] };

function emptyWritten(field: Field, isRequired: boolean, path: string): Written {
  if (!isRequired) return NOTHING;
  if (field.type === 'group') return groupWritten(field, {}, true, path);
  if (field.type === 'choice' && field.values.length === 1) return { node: field.values[0], problems: [] };
  return { node: undefined, problems: [{ path, problem: 'It is required.' }] };
}

function textWritten(field: Field, text: string, path: string): Written {
  if (field.type === 'text') return { node: { type: 'string', value: text }, problems: [] };
  const trimmed = text.trim();
  if (field.type === 'number') {
    const fits = (field.isInteger ? INTEGER : NUMBER).test(trimmed);
    if (fits) return { node: { type: 'number', text: trimmed }, problems: [] };
    return {
      node: undefined,
      problems: [{ path, problem: field.isInteger ? 'It is no whole number.' : 'It is no number.' }],
    };
  }
  try {
    return { node: parseJson(text), problems: [] };
  } catch (error) {
    return { node: undefined, problems: [{ path, problem: (error as SyntaxError).message }] };
  }
}

function listWritten(
  { item }: Extract<Field, { type: 'list' }>,
  drafts: readonly Draft[],
  path: string,
): Written {
  const parts = drafts.map((draft, at) => written(item, draft, true, `${path}/${at}`));
  const items = parts.flatMap(({ node }) => node ?? []);
  return { node: { type: 'array', items }, problems: parts.flatMap(({ problems }) => problems) };
}

function groupWritten(
  { members }: Extract<Field, { type: 'group' }>,
  drafts: Readonly<Record<string, Draft>>,
  isRequired: boolean,
  path: string,
): Written {
  const parts = members.map(({ name, field, isRequired: needs }) => {
    return [name, written(field, drafts[name] ?? EMPTY, needs, pathTo(path, name))] as const;
  });
  const given = parts.flatMap(([name, { node }]) => (node === undefined ? [] : [[name, node] as const]));
  // A group that nobody has begun is absent, with all that would be required in it.
  if (!isRequired && !Object.values(drafts).some(isBegun)) return NOTHING;
  return {
    node: { type: 'object', members: given },
    problems: parts.flatMap(([, { problems }]) => problems),
  };
}

function isBegun(draft: Draft): boolean {
  return draft.is === 'group' ? Object.values(draft.members).some(isBegun) : draft.is !== 'empty';
}

function branchWritten(field: Field, { at, draft }: Extract<Draft, { is: 'branch' }>, path: string): Written {
  const branch = field.type === 'union' ? field.branches[at] : undefined;
  return branch === undefined ? NOTHING : written(branch.field, draft, true, path);
}

export function pathTo(path: string, name: string): string {
  return `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** draftOf is the draft that makes a value; undefined when the form cannot show it. */
export function draftOf(field: Field, node: JsonNode): Draft | undefined {
  if (node.type === 'null' && field.isNullable) return { is: 'null' };
  switch (field.type) {
    case 'text':
      return node.type === 'string' && node.value !== '' ? { is: 'text', text: node.value } : undefined;
    case 'number':
      return node.type === 'number' ? { is: 'text', text: node.text } : undefined;
    case 'flag':
      return node.type === 'boolean' ? { is: 'flag', value: node.value } : undefined;
    case 'choice':
      return choiceOf(field.values, node);
    case 'list':
      return node.type === 'array' ? listOf(field, node.items) : undefined;
    case 'group':
      return node.type === 'object' ? groupOf(field, node.members) : undefined;
    case 'union':
      return branchOf(field.branches, node);
    default:
      return undefined;
  }
}

function choiceOf(values: readonly JsonNode[], node: JsonNode): Draft | undefined {
  const at = values.findIndex((value) => isSame(value, node));
  return at < 0 ? undefined : { is: 'choice', at };
}

function listOf({ item }: Extract<Field, { type: 'list' }>, nodes: readonly JsonNode[]): Draft | undefined {
  const items = nodes.map((node) => draftOf(item, node));
  return items.every((draft) => draft !== undefined) ? { is: 'list', items } : undefined;
}

function groupOf(
  { members }: Extract<Field, { type: 'group' }>,
  nodes: readonly (readonly [string, JsonNode])[],
): Draft | undefined {
  const drafts: Record<string, Draft> = {};
  for (const [name, node] of nodes) {
    const member = members.find((one) => one.name === name);
    const draft = member && draftOf(member.field, node);
    if (draft === undefined) return undefined;
    drafts[name] = draft;
  }
  return { is: 'group', members: drafts };
}

function branchOf(
  branches: Extract<Field, { type: 'union' }>['branches'],
  node: JsonNode,
): Draft | undefined {
  for (const [at, { field }] of branches.entries()) {
    const draft = draftOf(field, node);
    if (draft !== undefined) return { is: 'branch', at, draft };
  }
  return undefined;
}
