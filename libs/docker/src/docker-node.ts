import { resolve } from 'node:path';
import { dockerError } from './docker-error.js';
import { gpuSourceOf, type GpuSource } from './gpu-entry.js';
import type { LocalNodeEntry, NodesFile, RemoteNodeEntry } from './nodes-file.js';
import type { ModelProbe } from './probe-entry.js';

/** ComposeProject is the one project of a node, as the configuration names it; no caller chooses its paths. */
export interface ComposeProject {
  readonly project: string;
  readonly directory: string;
  readonly files: readonly string[];
}

export interface TlsFiles {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
  readonly serverName: string | undefined;
}

export interface LocalEngine {
  readonly kind: 'local';
  readonly socket: string;
}

export interface RemoteEngine {
  readonly kind: 'remote';
  readonly url: string;
  readonly tls: TlsFiles;
}

export interface DockerNode {
  readonly id: string;
  readonly engine: LocalEngine | RemoteEngine;
  readonly compose: ComposeProject;
  /** Services that no action may touch, by name. */
  readonly protectedServices: readonly string[];
  /** Where the figures of its GPUs come from; undefined when nothing tells. */
  readonly gpu?: GpuSource | undefined;
  /** What services take of the GPUs' memory, in MiB by name. */
  readonly vramMib?: Readonly<Record<string, number>>;
  /** How services that serve a model are asked for a token, by name. */
  readonly probes?: Readonly<Record<string, ModelProbe>>;
}

/** ServiceRef addresses a service of a node's compose project by its name in the compose file. */
export interface ServiceRef {
  readonly node: string;
  readonly service: string;
}

/** nodesOf turns the file into nodes by id; relative paths of certificates start at `configDir`. */
export function nodesOf(file: NodesFile, configDir: string): ReadonlyMap<string, DockerNode> {
  const { local, ...remotes } = file.nodes;
  const nodes = new Map<string, DockerNode>();
  if (local !== undefined) nodes.set('local', localNode(local));
  // The catch-all type of the schema takes `local` in; it has been taken out above.
  for (const [id, entry] of Object.entries(remotes as Record<string, RemoteNodeEntry>)) {
    nodes.set(id, remoteNode(id, entry, configDir));
  }
  return nodes;
}

/** nodeNamed looks a node up; throws `node_not_found`. */
export function nodeNamed(nodes: ReadonlyMap<string, DockerNode>, id: string): DockerNode {
  const node = nodes.get(id);
  if (node !== undefined) return node;
  throw dockerError(id, 'node_not_found', 'There is no node with this id.', { param: 'node' });
}

function localNode(entry: LocalNodeEntry): DockerNode {
  const engine = { kind: 'local', socket: entry.socket } as const;
  return { id: 'local', engine, ...sharedParts(entry) };
}

function remoteNode(id: string, entry: RemoteNodeEntry, configDir: string): DockerNode {
  const { ca_file, cert_file, key_file, server_name } = entry.tls;
  const tls = {
    ca: resolve(configDir, ca_file),
    cert: resolve(configDir, cert_file),
    key: resolve(configDir, key_file),
    serverName: server_name,
  };
  const engine = { kind: 'remote', url: entry.url, tls } as const;
  return { id, engine, ...sharedParts(entry) };
}

function sharedParts(entry: LocalNodeEntry | RemoteNodeEntry) {
  const { compose, protected: protectedServices, vram_mib: vramMib, probes } = entry;
  return { compose, protectedServices, vramMib, probes, gpu: gpuSourceOf(entry.gpu) };
}
