import { nodeFrom, type JsonNode } from './json-node.js';

/** A JSON Schema, or a part of one; what tools send is not to be trusted to be one. */
export type Schema = Readonly<Record<string, unknown>>;

interface About {
  readonly title: string | undefined;
  readonly description: string | undefined;
  /** The schema's default, as JSON: what holds when nothing is sent. */
  readonly fallback: string | undefined;
  /** Null may be sent, by an explicit choice. */
  readonly isNullable: boolean;
}

export interface Member {
  readonly name: string;
  readonly isRequired: boolean;
  readonly field: Field;
}

export interface Branch {
  readonly label: string;
  readonly field: Field;
}

/** Field is what a schema asks a person for; `json` where no form would say it as well. */
export type Field = About &
  (
    | { readonly type: 'text'; readonly isLong: boolean }
    | { readonly type: 'number'; readonly isInteger: boolean }
    | { readonly type: 'flag' }
    /** One of some constants. */
    | { readonly type: 'choice'; readonly values: readonly JsonNode[] }
    | { readonly type: 'list'; readonly item: Field }
    | { readonly type: 'group'; readonly members: readonly Member[] }
    /** One of several objects that a constant tells apart. */
    | { readonly type: 'union'; readonly branches: readonly Branch[] }
    | { readonly type: 'json' }
  );

const DEEPEST = 8;
const MOST_MEMBERS = 100;

/** fieldOf reads a schema; references within it are followed, and what is beyond a form becomes `json`. */
export function fieldOf(schema: unknown, root: unknown = schema, depth = 0): Field {
  const found = resolved(schema, root);
  if (found === undefined || depth > DEEPEST) return { type: 'json', ...aboutOf(found ?? {}, false) };
  const { schema: bare, isNullable } = withoutNull(found, root);
  const about = { ...aboutOf(bare, isNullable), ...spoken(found) };
  return { ...about, ...shapeOf(bare, root, depth) } as Field;
}

type Shape = { readonly type: Field['type'] } & Readonly<Record<string, unknown>>;
const JSON_SHAPE: Shape = { type: 'json' };

function shapeOf(schema: Schema, root: unknown, depth: number): Shape {
  if ('const' in schema) return { type: 'choice', values: [nodeFrom(schema['const'])] };
  if (Array.isArray(schema['enum'])) return { type: 'choice', values: schema['enum'].map(nodeFrom) };
  const branches = branchesOf(schema);
  if (branches !== undefined) return unionOf(schema, branches, root, depth);
  if (Array.isArray(schema['allOf'])) return JSON_SHAPE;
  switch (schema['type']) {
    case 'string':
      return { type: 'text', isLong: Number(schema['maxLength'] ?? 0) > 200 };
    case 'integer':
    case 'number':
      return { type: 'number', isInteger: schema['type'] === 'integer' };
    case 'boolean':
      return { type: 'flag' };
    case 'array':
      return listOf(schema, root, depth);
    case 'object':
      return groupOf(schema, root, depth);
    default:
      return isSchema(schema['properties']) ? groupOf(schema, root, depth) : JSON_SHAPE;
  }
}

function listOf(schema: Schema, root: unknown, depth: number): Shape {
  if (!isSchema(schema['items']) || schema['prefixItems'] !== undefined) return JSON_SHAPE;
  return { type: 'list', item: fieldOf(schema['items'], root, depth + 1) };
}

function groupOf(schema: Schema, root: unknown, depth: number): Shape {
  const { properties } = schema;
  const isOpen = isSchema(schema['additionalProperties']) || isSchema(schema['patternProperties']);
  if (!isSchema(properties)) return depth === 0 && !isOpen ? { type: 'group', members: [] } : JSON_SHAPE;
  const entries = Object.entries(properties);
  if (isOpen || entries.length > MOST_MEMBERS) return JSON_SHAPE;
  const required = new Set(Array.isArray(schema['required']) ? schema['required'] : []);
  const members = entries.map(([name, member]) => {
    return { name, isRequired: required.has(name), field: fieldOf(member, root, depth + 1) };
  });
  return { type: 'group', members };
}

/** Of scalars by their constants, or of objects that a constant tells apart; nothing else can be asked for in a form. */
function unionOf(schema: Schema, branches: readonly unknown[], root: unknown, depth: number): Shape {
  if (isSchema(schema['properties'])) return JSON_SHAPE;
  const found = branches.map((branch) => resolved(branch, root));
  const constants = found.map((branch) => branch && constantsOf(branch));
  if (constants.every((values) => values !== undefined)) return { type: 'choice', values: constants.flat() };
  const labels = found.map((branch) => branch && labelOf(branch, root));
  if (labels.some((label) => label === undefined) || new Set(labels).size < labels.length) return JSON_SHAPE;
  return {
    type: 'union',
    branches: found.map((branch, at) => ({ label: labels[at], field: fieldOf(branch, root, depth + 1) })),
  };
}

function constantsOf(schema: Schema): JsonNode[] | undefined {
  if ('const' in schema) return [nodeFrom(schema['const'])];
  return Array.isArray(schema['enum']) ? schema['enum'].map(nodeFrom) : undefined;
}

/** `kind: file`, from a required member with one constant. */
function labelOf(schema: Schema, root: unknown): string | undefined {
  const { properties, required } = schema;
  if (!isSchema(properties) || !Array.isArray(required)) return undefined;
  for (const name of required.filter((one) => typeof one === 'string')) {
    const member = resolved(properties[name], root);
    const [only, ...more] = (member && constantsOf(member)) ?? [];
    if (only !== undefined && more.length === 0)
      return `${name}: ${only.type === 'string' ? only.value : JSON.stringify(member?.['const'])}`;
  }
  return undefined;
}

function branchesOf(schema: Schema): readonly unknown[] | undefined {
  const given = schema['oneOf'] ?? schema['anyOf'];
  return Array.isArray(given) ? given : undefined;
}

/** withoutNull takes null out of the ways to say that a value may be it. */
function withoutNull(schema: Schema, root: unknown): { schema: Schema; isNullable: boolean } {
  const { type } = schema;
  if (schema['nullable'] === true) return { schema, isNullable: true };
  if (Array.isArray(type)) {
    const others = type.filter((one) => one !== 'null');
    const [only] = others;
    const rest = others.length === 1 ? { ...schema, type: only as unknown } : { ...schema, type: undefined };
    return { schema: isSchemaWithEnum(rest), isNullable: type.length > others.length };
  }
  const branches = branchesOf(schema);
  if (branches === undefined) return { schema, isNullable: false };
  const others = branches.filter((branch) => resolved(branch, root)?.['type'] !== 'null');
  if (others.length === branches.length) return { schema, isNullable: false };
  const { oneOf: _one, anyOf: _any, ...rest } = schema;
  const [only] = others;
  const inner = others.length === 1 ? (resolved(only, root) ?? {}) : { anyOf: others };
  return { schema: { ...rest, ...inner }, isNullable: true };
}

/** A null among the constants is the explicit choice, and not offered twice. */
function isSchemaWithEnum(schema: Schema): Schema {
  const { enum: constants } = schema;
  return Array.isArray(constants) ? { ...schema, enum: constants.filter((one) => one !== null) } : schema;
}

function resolved(schema: unknown, root: unknown): Schema | undefined {
  let found = schema === true ? {} : schema;
  for (let steps = 0; steps < DEEPEST && isSchema(found) && typeof found['$ref'] === 'string'; steps += 1) {
    const { $ref, ...beside } = found;
    const target = typeof $ref === 'string' ? pointed(root, $ref) : undefined;
    if (!isSchema(target)) return undefined;
    found = { ...target, ...beside };
  }
  return isSchema(found) && found['$ref'] === undefined ? found : undefined;
}

function pointed(root: unknown, reference: string): unknown {
  if (!reference.startsWith('#')) return undefined;
  let found: unknown = root;
  for (const part of reference.slice(1).split('/').slice(1)) {
    const name = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
    found = isSchema(found) && Object.hasOwn(found, name) ? found[name] : undefined;
  }
  return found;
}

function aboutOf(schema: Schema, isNullable: boolean): About {
  const fallback = schema['default'] === undefined ? undefined : JSON.stringify(schema['default']);
  return { title: textIn(schema, 'title'), description: textIn(schema, 'description'), fallback, isNullable };
}

/** What stands beside an anyOf is about the whole. */
function spoken(schema: Schema): Partial<About> {
  const [title, description] = [textIn(schema, 'title'), textIn(schema, 'description')];
  return { ...(title !== undefined && { title }), ...(description !== undefined && { description }) };
}

function textIn(schema: Schema, name: string): string | undefined {
  const value = schema[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function isSchema(given: unknown): given is Schema {
  return typeof given === 'object' && given !== null && !Array.isArray(given);
}
