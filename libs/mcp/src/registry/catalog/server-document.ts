import { isJsonObject, kindOf } from '@app/kernel';
import { z } from 'zod';
import { registryInvalid } from '../registry-invalid.js';

/** The official registry's server.json, schema 2025-12-11: what an import uses of it. Other fields are let be. */
const text = z.string().max(4_096);

const input = z.looseObject({
  description: text.optional(),
  isRequired: z.boolean().default(false),
  isSecret: z.boolean().default(false),
  format: z.enum(['string', 'number', 'boolean', 'filepath']).default('string'),
  value: text.optional(),
  default: text.optional(),
  choices: z.array(text).max(256).optional(),
});
export type Input = z.output<typeof input>;

const withVariables = z.looseObject({
  ...input.shape,
  variables: z.record(z.string().max(128), input).default({}),
});

const keyValue = z.looseObject({ ...withVariables.shape, name: z.string().min(1).max(128) });
export type KeyValueInput = z.output<typeof keyValue>;

const argument = z.discriminatedUnion('type', [
  z.looseObject({
    ...withVariables.shape,
    type: z.literal('positional'),
    valueHint: z.string().max(128).optional(),
    isRepeated: z.boolean().default(false),
  }),
  z.looseObject({
    ...withVariables.shape,
    type: z.literal('named'),
    name: z.string().min(1).max(128),
    isRepeated: z.boolean().default(false),
  }),
]);
export type Argument = z.output<typeof argument>;

const serverPackage = z.looseObject({
  registryType: z.string().max(64),
  registryBaseUrl: text.optional(),
  identifier: z.string().min(1).max(512),
  version: z.string().min(1).max(255).optional(),
  runtimeHint: z.string().max(64).optional(),
  transport: z.looseObject({ type: z.string().max(64) }),
  runtimeArguments: z.array(argument).max(128).default([]),
  packageArguments: z.array(argument).max(128).default([]),
  environmentVariables: z.array(keyValue).max(128).default([]),
});
export type ServerPackage = z.output<typeof serverPackage>;

const remote = z.looseObject({
  type: z.string().max(64),
  url: text,
  headers: z.array(keyValue).max(64).default([]),
  variables: z.record(z.string().max(128), input).default({}),
});
export type ServerRemote = z.output<typeof remote>;

const serverDocument = z.looseObject({
  $schema: text.optional(),
  name: z
    .string()
    .regex(/^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/, 'must be a name like io.github.somebody/server')
    .max(200),
  title: text.optional(),
  description: text,
  version: z.string().max(255),
  packages: z.array(serverPackage).max(64).default([]),
  remotes: z.array(remote).max(64).default([]),
});
export type ServerDocument = z.output<typeof serverDocument>;

/** Names of fields were others before this date. */
const OLDEST_SCHEMA = '2025-09-16';
const OFFICIAL = 'io.modelcontextprotocol.registry/official';

/**
 * readServerDocument reads a server.json, or an answer of the official registry with one in it. Throws
 * `registry_invalid`, also for a server that the registry has deleted.
 */
export function readServerDocument(given: unknown, source = 'server_json'): ServerDocument {
  const document = isJsonObject(given) && isJsonObject(given['server']) ? given['server'] : given;
  if (statusOf(given) === 'deleted') {
    throw registryInvalid(source, [{ field: '_meta', problem: 'the registry has deleted this server' }]);
  }
  const { data, error } = serverDocument.safeParse(document);
  if (error)
    throw registryInvalid(
      source,
      error.issues.map((issue) => problemOf(issue)),
    );
  const date = /\/schemas\/(\d{4}-\d{2}-\d{2})\//.exec(data.$schema ?? '')?.[1];
  if (date !== undefined && date < OLDEST_SCHEMA) {
    const problem = `is of ${date}, wanted ${OLDEST_SCHEMA} or newer`;
    throw registryInvalid(source, [{ field: '$schema', problem }]);
  }
  return data;
}

function statusOf(given: unknown): unknown {
  const meta = isJsonObject(given) ? given['_meta'] : undefined;
  const official = isJsonObject(meta) ? meta[OFFICIAL] : undefined;
  return isJsonObject(official) ? official['status'] : undefined;
}

function problemOf({ path, message, input }: z.core.$ZodIssue) {
  const field = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  const wish = message.replace(/^[A-Za-z ]+: expected /, 'wanted ').replace(/, received (.*)$/, ', got $1');
  const got = input === undefined ? '' : `got ${kindOf(input)}, `;
  return { field: field.replace(/^\./, ''), problem: `${got}${wish}` };
}
