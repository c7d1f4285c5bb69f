import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { storedForm } from '@app/auth';
import type { McpHub } from '@app/mcp';
import { createRouter } from '../../apps/router/src/router-app.ts';

interface RouterClient {
  readonly id: string;
  readonly key: string;
  readonly tools?: readonly string[];
  readonly roles?: readonly string[];
}

export interface RunningRouter {
  readonly url: string;
  readonly directory: string;
  /** Rewrites clients.yaml. */
  setClients(clients: readonly RouterClient[]): Promise<void>;
  /** stop is what SIGTERM does. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

export interface RouterOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly clients?: readonly RouterClient[];
  /** In place of the registry's servers. */
  readonly hub?: McpHub;
  /** Contents of DATA_DIR, by path. */
  readonly files?: (directory: string) => Promise<void>;
}

/** startRouter runs the router in this process, on a free port, with directories of its own. */
export async function startRouter({
  env,
  clients = [],
  hub,
  files,
}: RouterOptions = {}): Promise<RunningRouter> {
  const directory = await mkdtemp(join(tmpdir(), 'switchyard-router-'));
  const setClients = (list: readonly RouterClient[]) =>
    writeFile(join(directory, 'clients.yaml'), JSON.stringify({ clients: list.map(entryOf) }));
  await setClients(clients);
  await files?.(directory);
  const given = { CONFIG_DIR: directory, DATA_DIR: directory, LOG_LEVEL: 'silent', ...env };
  const { app } = await createRouter(given, hub && (async () => fakeTools(hub)));
  await app.listen(0, '127.0.0.1');
  const url = (await app.getUrl()).replace('[::1]', '127.0.0.1');
  return {
    url,
    directory,
    setClients,
    stop: () => app.close(),
    close: async () => {
      const closed = app.close();
      app.getHttpServer().closeAllConnections();
      await closed;
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function entryOf({ id, key, tools = ['*'], roles = [] }: RouterClient) {
  return { id, key_hash: storedForm(key), roles, scopes: { tools } };
}

function fakeTools(hub: McpHub) {
  return { hub, pool: { servers: new Map() }, operated: undefined, close: async () => undefined };
}
