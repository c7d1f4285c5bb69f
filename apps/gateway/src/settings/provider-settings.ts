import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { ConfigError, type Environment } from '@app/config';
import type { ProviderSettings, ProviderTimeouts, TlsFiles } from '@app/providers';
import type { GatewayEnvironment } from './environment.js';
import type { GatewayFile, ProviderEntry } from './gateway-file.js';

/** Local models are slow to load and to answer; only a dead upstream should run into these. */
const DEFAULT_TIMEOUTS: ProviderTimeouts = {
  connect: 5_000,
  firstToken: 600_000,
  idle: 120_000,
  total: 3_600_000,
};

const DEFAULT_OLLAMA_URL = 'http://127.0.0.1:11434';

/**
 * providerSettings merges `gateway.yaml` with the shortcuts of the environment: OLLAMA_URL and VLLM_URL stand
 * for providers `ollama` and `vllm`, and win over an entry of that id. Without either, Ollama's usual address
 * is assumed. `loopback` is always there, last. Throws a ConfigError.
 */
export function providerSettings(
  file: GatewayFile,
  variables: GatewayEnvironment,
  environment: Environment,
): ProviderSettings[] {
  const entries = withShortcuts(file.providers, variables);
  refuseTwins(entries);
  const settings = entries.map((entry) => settingsOf(entry, file, variables.CONFIG_DIR, environment));
  return [...settings, { kind: 'loopback', id: 'loopback' }];
}

function withShortcuts(entries: readonly ProviderEntry[], variables: GatewayEnvironment): ProviderEntry[] {
  const { OLLAMA_URL, VLLM_URL } = variables;
  const merged = new Map(entries.map((entry) => [entry.id, entry]));
  if (merged.size !== entries.length) refuseTwins(entries);
  const ollamaUrl = OLLAMA_URL ?? (entries.length === 0 && !VLLM_URL ? DEFAULT_OLLAMA_URL : undefined);
  if (ollamaUrl) merged.set('ollama', { ...ollamaDefaults(merged.get('ollama')), url: ollamaUrl });
  if (VLLM_URL) merged.set('vllm', { ...vllmDefaults(merged.get('vllm')), url: withV1(VLLM_URL) });
  return [...merged.values()];
}

function ollamaDefaults(entry: ProviderEntry | undefined) {
  if (entry?.kind === 'ollama') return entry;
  return { kind: 'ollama', id: 'ollama', timeouts: {}, connections: 512, unknown_fields: 'reject' } as const;
}

function vllmDefaults(entry: ProviderEntry | undefined) {
  if (entry && entry.kind !== 'ollama') return entry;
  return { kind: 'vllm', id: 'vllm', timeouts: {}, connections: 512, stream_usage: true } as const;
}

function withV1(url: string): string {
  return url.endsWith('/v1') ? url : `${url}/v1`;
}

function refuseTwins(entries: readonly ProviderEntry[]): void {
  const ids = entries.map((entry) => entry.id);
  const twin = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twin !== undefined)
    throw new ConfigError('gateway.yaml', [`providers: the id "${twin}" is there twice`]);
}

function settingsOf(
  entry: ProviderEntry,
  file: GatewayFile,
  configDir: string,
  environment: Environment,
): ProviderSettings {
  const shared = {
    id: entry.id,
    url: entry.url,
    connections: entry.connections,
    timeouts: timeoutsOf(file, entry),
    ...(entry.service && { service: entry.service }),
    ...(entry.tls && { tls: tlsOf(entry.tls, configDir) }),
  };
  if (entry.kind === 'ollama') {
    return {
      ...shared,
      kind: entry.kind,
      unknownFields: entry.unknown_fields,
      ...(entry.num_ctx !== undefined && { numCtx: entry.num_ctx }),
      ...(entry.keep_alive !== undefined && { keepAlive: entry.keep_alive }),
    };
  }
  const apiKey = apiKeyOf(entry, configDir, environment);
  return { ...shared, kind: entry.kind, streamUsage: entry.stream_usage, ...(apiKey && { apiKey }) };
}

function timeoutsOf(file: GatewayFile, entry: ProviderEntry): ProviderTimeouts {
  const given = { ...file.timeouts, ...entry.timeouts };
  const ms = (sec: number | undefined, otherwise: number) => (sec === undefined ? otherwise : sec * 1000);
  return {
    connect: ms(given.connect_sec, DEFAULT_TIMEOUTS.connect),
    firstToken: ms(given.first_token_sec, DEFAULT_TIMEOUTS.firstToken),
    idle: ms(given.idle_sec, DEFAULT_TIMEOUTS.idle),
    total: ms(given.total_sec, DEFAULT_TIMEOUTS.total),
  };
}

function tlsOf(tls: NonNullable<ProviderEntry['tls']>, configDir: string): TlsFiles {
  return {
    ...(tls.ca_file && { ca: within(configDir, tls.ca_file) }),
    ...(tls.cert_file && { cert: within(configDir, tls.cert_file) }),
    ...(tls.key_file && { key: within(configDir, tls.key_file) }),
    ...(tls.server_name && { serverName: tls.server_name }),
  };
}

function apiKeyOf(
  entry: Exclude<ProviderEntry, { kind: 'ollama' }>,
  configDir: string,
  environment: Environment,
): string | undefined {
  if (entry.api_key_env) {
    const key = environment[entry.api_key_env];
    if (key) return key;
    throw new ConfigError('gateway.yaml', [`provider ${entry.id}: variable ${entry.api_key_env} is not set`]);
  }
  return entry.api_key_file && readKey(entry.id, within(configDir, entry.api_key_file));
}

function readKey(provider: string, path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown reason';
    throw new ConfigError('gateway.yaml', [`provider ${provider}: api_key_file cannot be read: ${reason}`]);
  }
}

function within(configDir: string, path: string): string {
  return isAbsolute(path) ? path : join(configDir, path);
}
