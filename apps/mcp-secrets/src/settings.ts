import { ConfigError, httpUrl, readEnvironment, type Environment } from '@app/config';
import { DomainError } from '@app/kernel';
import { z } from 'zod';
import { secretPath } from './vault/secret-path.js';
import type { TokenSource } from './vault/token-source.js';

export interface SecretsSettings {
  readonly url: string;
  readonly namespace: string | undefined;
  /** A file with the authorities that may have signed Vault's certificate. */
  readonly caFile: string | undefined;
  readonly token: TokenSource;
  readonly kvMount: readonly string[];
  /** No tool reaches anything outside of it. */
  readonly prefix: readonly string[];
  readonly transit: { readonly mount: readonly string[]; readonly key: string } | undefined;
  /** Whether values of secrets may be shown to whoever calls the tools. */
  readonly reveal: boolean;
}

/** A registry writes flags with their value. */
const REVEALING = ['--reveal', '--reveal=true'];
const HIDING = '--reveal=false';
/** What a header of HTTP takes. */
const printable = z
  .string()
  .max(4_096)
  .regex(/^[\x21-\x7e]+$/, 'printable characters without spaces');
const segments = z.string().transform((text, context) => {
  try {
    return secretPath(text);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    context.addIssue(`segments between slashes: ${error.message}`);
    return z.NEVER;
  }
});
const variables = z.object({
  VAULT_ADDR: httpUrl(),
  VAULT_NAMESPACE: printable.optional(),
  VAULT_CACERT: z.string().optional(),
  VAULT_TOKEN: printable.optional(),
  VAULT_TOKEN_FILE: z.string().optional(),
  VAULT_ROLE_ID: z.string().max(4_096).optional(),
  VAULT_SECRET_ID: z.string().max(4_096).optional(),
  VAULT_SECRET_ID_FILE: z.string().optional(),
  VAULT_APPROLE_MOUNT: segments.default(['approle']),
  VAULT_KV_MOUNT: segments.default(['secret']),
  VAULT_PATH_PREFIX: segments.default([]),
  VAULT_TRANSIT_MOUNT: segments.default(['transit']),
  VAULT_TRANSIT_KEY: z
    .string()
    .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/, 'the name of a transit key')
    .optional(),
});
type Variables = z.output<typeof variables>;

/** readSettings checks the environment and the arguments; throws a ConfigError that names what is wrong. */
export function readSettings(environment: Environment, args: readonly string[]): SecretsSettings {
  const known = args.length < 2 && args.every((arg) => [...REVEALING, HIDING].includes(arg));
  if (!known) throw new ConfigError('command line', [`wanted ${REVEALING[0]}, or nothing`]);
  const read = readEnvironment(variables, environment);
  const key = read.VAULT_TRANSIT_KEY;
  return {
    url: read.VAULT_ADDR,
    namespace: read.VAULT_NAMESPACE,
    caFile: read.VAULT_CACERT,
    token: tokenSource(read),
    kvMount: read.VAULT_KV_MOUNT,
    prefix: read.VAULT_PATH_PREFIX,
    transit: key === undefined ? undefined : { mount: read.VAULT_TRANSIT_MOUNT, key },
    reveal: args.some((arg) => REVEALING.includes(arg)),
  };
}

function tokenSource(read: Variables): TokenSource {
  const sources = [
    read.VAULT_TOKEN && { kind: 'token' as const, token: read.VAULT_TOKEN },
    read.VAULT_TOKEN_FILE && { kind: 'file' as const, path: read.VAULT_TOKEN_FILE },
    read.VAULT_ROLE_ID && appRole(read, read.VAULT_ROLE_ID),
  ].filter((source) => typeof source === 'object');
  const [source] = sources;
  if (source !== undefined && sources.length === 1) return source;
  const wanted = 'one of VAULT_TOKEN, VAULT_TOKEN_FILE and VAULT_ROLE_ID';
  throw new ConfigError('environment', [`got ${sources.length} ways to a token, wanted ${wanted}`]);
}

function appRole(read: Variables, roleId: string): TokenSource {
  const { VAULT_SECRET_ID: secretId, VAULT_SECRET_ID_FILE: secretIdFile, VAULT_APPROLE_MOUNT: mount } = read;
  if ((secretId === undefined) !== (secretIdFile === undefined))
    return { kind: 'approle', mount, roleId, secretId, secretIdFile };
  const wanted = 'VAULT_SECRET_ID or VAULT_SECRET_ID_FILE beside VAULT_ROLE_ID';
  throw new ConfigError('environment', [`wanted one of ${wanted}`]);
}
