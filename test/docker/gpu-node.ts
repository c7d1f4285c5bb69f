import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCaddyNode, type CaddyNode } from '../mtls/caddy-node.ts';
import { issue, issueAuthority, writeIdentity, type Identity } from '../mtls/certificates.ts';
import { startRealEngine, type RealEngine } from './real-engine.ts';
import { startRecordingProxy, type RecordingProxy } from './recording-proxy.ts';

/** GpuNode is a second engine that is reached only through a real Caddy with mutual TLS. */
export interface GpuNode {
  readonly engine: RealEngine;
  readonly caddy: CaddyNode;
  /** What Caddy has passed on to the engine. */
  readonly recorded: RecordingProxy;
  /** Holds server-ca.pem and the worker's worker.pem and worker.key, all of which may be replaced. */
  readonly certificates: string;
  /** Signs what Caddy accepts of a worker. */
  readonly clientAuthority: Identity;
  /** Its `tls` entry for nodes.yaml. */
  readonly tls: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** startGpuNode has Caddy pass `/gpu/metrics` on to the exporter at `gpuExporter`, when there is one. */
export async function startGpuNode(gpuExporter?: string): Promise<GpuNode> {
  const folder = await mkdtemp(join(tmpdir(), 'switchyard-gpu-'));
  const clientAuthority = await writeCertificates(folder);
  const engine = await startRealEngine();
  const recorded = await startRecordingProxy(engine.socket);
  const caddy = await startCaddyNode(folder, {
    docker: recorded.socket,
    ...(gpuExporter !== undefined && { gpuExporter }),
  });
  const tls = {
    ca_file: join(folder, 'server-ca.pem'),
    cert_file: join(folder, 'worker.pem'),
    key_file: join(folder, 'worker.key'),
  };
  const close = async () => {
    await caddy.close();
    await recorded.close();
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { engine, caddy, recorded, certificates: folder, clientAuthority, tls, close };
}

/** writeCertificates writes what a node and its worker need, and returns the authority of the worker's. */
export async function writeCertificates(folder: string): Promise<Identity> {
  const serverAuthority = await issueAuthority('server authority');
  const clientAuthority = await issueAuthority('client authority');
  await writeIdentity(folder, 'server-ca', serverAuthority);
  await writeIdentity(folder, 'client-ca', clientAuthority);
  await writeIdentity(folder, 'server', await issue(serverAuthority, 'localhost'));
  await writeIdentity(folder, 'worker', await issue(clientAuthority, 'worker'));
  return clientAuthority;
}
