import { readFile } from 'node:fs/promises';
import { ConfigError, type Environment } from '@app/config';
import { JsonHttp, sayToOperators, type Report, type ToolSet } from '@app/tool-server';
import { readSettings, type SecretsSettings } from './settings.js';
import { deleteSecretTool } from './tools/delete-secret.js';
import { getSecretTool } from './tools/get-secret.js';
import { listSecretsTool } from './tools/list-secrets.js';
import { setSecretTool } from './tools/set-secret.js';
import { decryptDataTool, encryptDataTool } from './tools/transit-tools.js';
import { KvStore } from './vault/kv-store.js';
import { TokenKeeper } from './vault/token-keeper.js';
import { Transit } from './vault/transit.js';
import { VaultClient } from './vault/vault-client.js';

const TIMEOUT_MS = 15_000;
const MOST_BYTES = 4 * 1024 * 1024;
const HIDDEN =
  'Values of secrets are not shown: get_secret returns the names of keys and references to them.';
const SHOWN = 'get_secret shows values of secrets. Do not repeat them.';

/** secretsTools makes the tools for the Vault that the environment names; throws a ConfigError when it is not usable. */
export async function secretsTools(
  environment: Environment,
  args: readonly string[],
  report: Report = sayToOperators,
): Promise<ToolSet> {
  const settings = readSettings(environment, args);
  const http = await vaultHttp(settings);
  const vault = new VaultClient(http, new TokenKeeper(settings.token, http, report));
  const store = new KvStore(vault, settings.kvMount, settings.prefix);
  const { transit, reveal } = settings;
  const cipher = transit && new Transit(vault, transit.mount, transit.key);
  return {
    name: 'secrets',
    instructions: reveal ? SHOWN : HIDDEN,
    tools: [
      getSecretTool(store, reveal),
      setSecretTool(store),
      listSecretsTool(store),
      deleteSecretTool(store),
      ...(cipher ? [encryptDataTool(cipher)] : []),
      ...(cipher && reveal ? [decryptDataTool(cipher)] : []),
    ],
  };
}

async function vaultHttp({ url, namespace, caFile }: SecretsSettings): Promise<JsonHttp> {
  const headers: Record<string, string> = { 'x-vault-request': 'true' };
  if (namespace !== undefined) headers['x-vault-namespace'] = namespace;
  const ca = caFile === undefined ? undefined : await readAuthorities(caFile);
  return new JsonHttp({ name: 'Vault', url, timeoutMs: TIMEOUT_MS, mostBytes: MOST_BYTES, ca, headers });
}

async function readAuthorities(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new ConfigError('environment', [`VAULT_CACERT: the file cannot be read (${code})`]);
  }
}
