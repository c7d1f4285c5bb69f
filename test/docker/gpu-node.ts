import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCaddyNode, type CaddyNode } from '../mtls/caddy-node.ts';
import { issue, issueAuthority, writeIdentity, type Identity } from '../mtls/certificates.ts';
import { startNodeGate, type NodeGate } from './node-gate.ts';
import { startRealEngine, type RealEngine } from './real-engine.ts';
import { startRecordingProxy, type RecordingProxy } from './recording-proxy.ts';

/** GpuNode is a second engine that is reached only through a real Caddy with mutual TLS. */
export interface GpuNode {
  readonly engine: RealEngine;
  readonly caddy: CaddyNode;
  /** With a policy: what stands before the engine for what Compose asks. */
  readonly gate: NodeGate | undefined;
  /** What has come to the engine, by Caddy or its gate. */
  readonly recorded: RecordingProxy;
  /** Holds server-ca.pem and the worker's worker.pem and worker.key, all of which may be replaced. */
  readonly certificates: string;
  /** Signs what Caddy accepts of a worker. */
  readonly clientAuthority: Identity;
  /** Its `tls` entry for nodes.yaml. */
  readonly tls: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export interface GpuNodeOptions {
  /** URL of the exporter that Caddy passes `/gpu/metrics` on to. */
  readonly exporter?: string | undefined;
  /** The gate's gate.yaml; without it there is no gate, and no container can be made from afar. */
  readonly policy?: object | undefined;
}

export async function startGpuNode({ exporter, policy }: GpuNodeOptions = {}): Promise<GpuNode> {
  const folder = await mkdtemp(join(tmpdir(), 'switchyard-gpu-'));
  const clientAuthority = await writeCertificates(folder);
  const engine = await startRealEngine();
  const recorded = await startRecordingProxy(engine.socket);
  const gate = policy && (await startNodeGate(folder, recorded.socket, policy));
  const caddy = await startCaddyNode(folder, {
    docker: recorded.socket,
    ...(gate && { gate: gate.socket }),
    ...(exporter !== undefined && { gpuExporter: exporter }),
  });
  const tls = {
    ca_file: join(folder, 'server-ca.pem'),
    cert_file: join(folder, 'worker.pem'),
    key_file: join(folder, 'worker.key'),
  };
  const close = async () => {
    await caddy.close();
    await gate?.close();
    await recorded.close();
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { engine, caddy, gate, recorded, certificates: folder, clientAuthority, tls, close };
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
