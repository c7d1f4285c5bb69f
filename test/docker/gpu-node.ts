import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issue, issueAuthority, writeIdentity, type Identity } from '../mtls/certificates.ts';
import { startCaddyDockerNode, type CaddyDockerNode } from './caddy-docker-node.ts';
import { startRealEngine, type RealEngine } from './real-engine.ts';

/** GpuNode is a second engine that is reached only through a real Caddy with mutual TLS. */
export interface GpuNode {
  readonly engine: RealEngine;
  readonly caddy: CaddyDockerNode;
  /** Holds server-ca.pem and the worker's worker.pem and worker.key, all of which may be replaced. */
  readonly certificates: string;
  /** Signs what Caddy accepts of a worker. */
  readonly clientAuthority: Identity;
  /** Its `tls` entry for nodes.yaml. */
  readonly tls: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export async function startGpuNode(): Promise<GpuNode> {
  const folder = await mkdtemp(join(tmpdir(), 'switchyard-gpu-'));
  const serverAuthority = await issueAuthority('server authority');
  const clientAuthority = await issueAuthority('client authority');
  await writeIdentity(folder, 'server-ca', serverAuthority);
  await writeIdentity(folder, 'client-ca', clientAuthority);
  await writeIdentity(folder, 'server', await issue(serverAuthority, 'localhost'));
  await writeIdentity(folder, 'worker', await issue(clientAuthority, 'worker'));
  const engine = await startRealEngine();
  const caddy = await startCaddyDockerNode(folder, engine.socket);
  const tls = {
    ca_file: join(folder, 'server-ca.pem'),
    cert_file: join(folder, 'worker.pem'),
    key_file: join(folder, 'worker.key'),
  };
  const close = async () => {
    await caddy.close();
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { engine, caddy, certificates: folder, clientAuthority, tls, close };
}
