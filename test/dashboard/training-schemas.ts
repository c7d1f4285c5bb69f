import { readFileSync } from 'node:fs';
import { z } from 'zod';

const SCHEMAS = new URL('../../apps/training/schemas/', import.meta.url);

type Json = Record<string, unknown>;

interface Schema {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly minimum?: number;
  readonly minLength?: number;
  readonly additionalProperties?: Schema | boolean;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
}

interface Known {
  readonly schema: Schema;
  readonly shape: z.ZodType;
}

const known = new Map<string, Known>();

function knownOf(tool: string): Known {
  const before = known.get(tool);
  if (before !== undefined) return before;
  const text = readFileSync(new URL(`${tool}.schema.json`, SCHEMAS), 'utf8');
  const { $id: _id, ...schema } = JSON.parse(text) as Schema & { $id: string };
  const made = { schema, shape: z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]) };
  known.set(tool, made);
  return made;
}

/**
 * shapedAnswer is what a tool of the training server answers: `given`, and for the rest that its schema requires the
 * least that fits. Throws when the whole is none of its answers, so that nobody relies on a field that is not there.
 */
export function shapedAnswer(tool: string, given: Json): Json {
  const { schema, shape } = knownOf(tool);
  const whole = filled(schema, given) as Json;
  const { error } = shape.safeParse(whole);
  if (error !== undefined) throw new Error(`${tool} does not answer this: ${z.prettifyError(error)}`);
  return whole;
}

function least(schema: Schema): unknown {
  if ('const' in schema) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  const choices = choicesOf(schema);
  if (choices.length > 0) return least(smallest(choices));
  const { type = 'null', minimum = 0, minLength = 0 } = schema;
  const types = [type].flat();
  if (types.includes('null')) return null;
  if (types.includes('object')) return leastObject(schema);
  const others: Json = { array: [], string: 'x'.repeat(minLength), boolean: false };
  return others[types[0] ?? ''] ?? Math.max(0, minimum);
}

function leastObject({ required = [], properties = {}, additionalProperties: more }: Schema): Json {
  const others = typeof more === 'object' ? more : {};
  return Object.fromEntries(required.map((name) => [name, least(properties[name] ?? others)]));
}

function choicesOf({ anyOf = [], oneOf = [] }: Schema): readonly Schema[] {
  return [...anyOf, ...oneOf];
}

function smallest(all: readonly Schema[]): Schema {
  return all.toSorted((one, other) => sizeOf(one) - sizeOf(other))[0] ?? {};
}

function sizeOf(schema: Schema): number {
  const choices = choicesOf(schema);
  if (choices.length > 0) return Math.min(...choices.map(sizeOf));
  return schema.type === 'null' ? -1 : (schema.required ?? []).length;
}

/** Of an object and of those in a list, what is not given; a choice is given whole. */
function filled(schema: Schema, given: unknown): unknown {
  if (Array.isArray(given)) return given.map((each: unknown) => filled(schema.items ?? {}, each));
  if (!isObject(given) || choicesOf(schema).length > 0) return given;
  const own = Object.entries(given).map(
    ([name, value]) => [name, filled(schema.properties?.[name] ?? {}, value)] as const,
  );
  return { ...leastObject(schema), ...Object.fromEntries(own) };
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
