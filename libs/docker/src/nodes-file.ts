import { z } from 'zod';
import { localGpu, remoteGpu, vramNeeds } from './gpu-entry.js';
import { localProbes, remoteProbes } from './probe-entry.js';

const ID = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}$/;
const ID_WISH = 'must be letters, digits, "_", "." or "-", at most 128 of them';
const ABSOLUTE = z.string().regex(/^\/[^\0]*$/, 'must be an absolute path');
const PATH = z.string().regex(/^[^\0]+$/, 'must be a path');

/** The services that carry the control plane itself; stopping one of them cuts the branch it sits on. */
const CONTROL_PLANE = ['redis', 'worker', 'ops', 'caddy', 'socket-proxy'];

const compose = z.strictObject({
  project: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, 'must be lower-case letters, digits, "_" or "-"'),
  directory: ABSOLUTE,
  files: z.array(ABSOLUTE).min(1),
});
const shared = {
  compose,
  protected: z.array(z.string().regex(ID, ID_WISH)).default(CONTROL_PLANE),
  vram_mib: vramNeeds,
};
const local = z.strictObject({
  socket: ABSOLUTE.default('/var/run/docker.sock'),
  gpu: localGpu.optional(),
  probes: localProbes,
  ...shared,
});
const remote = z.strictObject({
  url: z.string().refine(isBareHttps, 'must be https://host[:port] and nothing more'),
  tls: z.strictObject({
    ca_file: PATH,
    cert_file: PATH,
    key_file: PATH,
    server_name: z.string().min(1).optional(),
  }),
  gpu: remoteGpu.optional(),
  probes: remoteProbes,
  ...shared,
});

/** nodesFile is the schema of `nodes.yaml`: the local engine, if any, and the remote ones by id. */
export const nodesFile = z.strictObject({
  nodes: z
    .strictObject({ local: local.optional() })
    .catchall(remote)
    .superRefine((nodes, context) => {
      for (const id of Object.keys(nodes)) {
        if (!ID.test(id)) context.addIssue({ code: 'custom', path: [id], message: ID_WISH });
      }
      for (const [id, entry] of Object.entries(nodes)) {
        if (entry && 'url' in entry && !exporterIsOnNode(entry)) {
          context.addIssue({ code: 'custom', path: [id, 'gpu', 'url'], message: GPU_HOST_WISH });
        }
      }
    })
    .default({}),
});

export type NodesFile = z.output<typeof nodesFile>;
export type LocalNodeEntry = z.output<typeof local>;
export type RemoteNodeEntry = z.output<typeof remote>;

const GPU_HOST_WISH = "must be on the node's own host, for its TLS material goes nowhere else";

function exporterIsOnNode({ url, gpu }: RemoteNodeEntry): boolean {
  if (gpu === undefined || !URL.canParse(url) || !URL.canParse(gpu.url)) return true;
  return new URL(gpu.url).hostname === new URL(url).hostname;
}

function isBareHttps(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, pathname, username, password, search, hash } = new URL(value);
  return protocol === 'https:' && pathname === '/' && `${username}${password}${search}${hash}` === '';
}
