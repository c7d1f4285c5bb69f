import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DockerNode } from '@app/docker';
import type { Logger } from '@app/http';
import type { Identity } from '../mtls/certificates.ts';
import { startCaddyNode, type CaddyNode } from '../mtls/caddy-node.ts';
import { localNode } from './engine-client-of.ts';
import { writeCertificates } from './gpu-node.ts';
import { json, startScriptedEngine } from './scripted-engine.ts';

export interface Said {
  readonly level: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** WatchedNode is a scripted engine behind a real Caddy, for those who watch nodes; Caddy is stopped at first. */
export interface WatchedNode {
  readonly node: DockerNode;
  readonly caddy: CaddyNode;
  /** Holds the certificates, as for a GPU node. */
  readonly folder: string;
  readonly clientAuthority: Identity;
  /** Keeps what it is told. */
  readonly logger: Logger;
  readonly said: Said[];
  close(): Promise<void>;
}

/** The engine's clock is `aheadMs` ahead of ours. */
export async function startWatchedNode(aheadMs: number): Promise<WatchedNode> {
  const folder = await mkdtemp(join(tmpdir(), 'switchyard-watched-'));
  const clientAuthority = await writeCertificates(folder);
  const scripted = await startScriptedEngine();
  scripted.on('GET /_ping', (_, answer) => void answer.end('OK'));
  scripted.on('GET /info', (_, answer) => json(answer, infoAt(Date.now() + aheadMs)));
  scripted.on('GET /plugins', (_, answer) => json(answer, []));
  const caddy = await startCaddyNode(folder, { docker: scripted.socket });
  await caddy.close();
  const said: Said[] = [];
  const close = async () => {
    await caddy.close();
    await scripted.close();
    await rm(folder, { recursive: true });
  };
  return { node: nodeIn(folder, caddy), caddy, folder, clientAuthority, logger: keeping(said), said, close };
}

function infoAt(now: number): object {
  const counts = { NCPU: 8, MemTotal: 1, Containers: 0, ContainersRunning: 0 };
  return { Name: 'gpu', SystemTime: new Date(now).toISOString(), ...counts };
}

function nodeIn(folder: string, { dockerUrl: url }: CaddyNode): DockerNode {
  const file = (name: string) => join(folder, name);
  const tls = {
    ca: file('server-ca.pem'),
    cert: file('worker.pem'),
    key: file('worker.key'),
    serverName: undefined,
  };
  return { ...localNode(''), id: 'gpu', engine: { kind: 'remote', url, tls } };
}

function keeping(said: Said[]): Logger {
  const note = (level: string) => (fields: Said['fields'], message: string) =>
    void said.push({ level, fields, message });
  return { error: note('error'), warn: note('warn'), info: note('info') } as unknown as Logger;
}
