import { existsSync } from 'node:fs';
import { ConfigError, readYamlFile } from '@app/config';
import { z } from 'zod';
import { isPlainPath, isWithin, mayBeNamed } from './bind-sources.js';

/** Whoever has one of these in a container has the machine. */
const UNGRANTABLE = new Set([
  'ALL',
  'SYS_ADMIN',
  'SYS_MODULE',
  'SYS_RAWIO',
  'SYS_BOOT',
  'DAC_READ_SEARCH',
  'BPF',
  'MAC_ADMIN',
  'MAC_OVERRIDE',
]);

const NAME = z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}$/, 'must be the name of a Docker object');
const SHARED_NETWORK = NAME.refine((name) => !['host', 'none', 'default'].includes(name), 'is never shared');
const PATTERNS = z.array(z.string().min(1).max(512)).default([]);
const PORT = z.int().min(1).max(65_535);

const bind = z.strictObject({
  source: z
    .string()
    .refine(isPlainPath, 'must be an absolute path without dots, colons and a slash at its end')
    .refine((source) => mayBeNamed(source), 'is or holds what no container may have'),
  read_only: z.boolean().default(true),
});
/** Below what containers may write, one could put a link in the place of what another is given. */
const binds = z
  .array(bind)
  .refine(
    (entries) =>
      !entries.some(
        (outer, place) =>
          !outer.read_only &&
          entries.some((inner, other) => other !== place && isWithin(outer.source, inner.source)),
      ),
    'none may be below, or be, another one that may be written',
  )
  .default([]);
const ports = z
  .strictObject({ address: z.union([z.ipv4(), z.ipv6()]), from: PORT, to: PORT })
  .refine(({ from, to }) => from <= to, 'from must not be above to');
const capability = z
  .string()
  .regex(/^[A-Z][A-Z_]{2,30}$/, 'must be a capability without CAP_, such as IPC_LOCK')
  .refine((name) => !UNGRANTABLE.has(name), 'would be the whole machine, and is never granted');

/** gatePolicy is the schema of `gate.yaml`: what containers may have on this node. What it does not name is refused. */
export const gatePolicy = z.strictObject({
  project: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, 'must be lower-case letters, digits, "_" or "-"'),
  images: PATTERNS,
  binds,
  volumes: z.boolean().default(false),
  shared_volumes: z.array(NAME).default([]),
  networks: z.array(SHARED_NETWORK).default([]),
  ports: z.array(ports).default([]),
  gpus: z.boolean().default(false),
  ipc_host: z.boolean().default(false),
  shm_max_mib: z.int().min(1).max(16_777_216).default(64),
  memory_max_mib: z.int().min(6).max(16_777_216).optional(),
  cap_add: z.array(capability).default([]),
  labels: PATTERNS,
});

export type GatePolicy = z.output<typeof gatePolicy>;

/** readPolicy reads the file; throws a ConfigError that names what is wrong. No bind may hold one of the sockets. */
export async function readPolicy(path: string, sockets: readonly string[]): Promise<GatePolicy> {
  if (!existsSync(path))
    throw new ConfigError('gate.yaml', ['there is no such file where GATE_POLICY points']);
  const policy = await readYamlFile(path, gatePolicy);
  const held = policy.binds.flatMap(({ source }, place) =>
    mayBeNamed(source, [...sockets, path])
      ? []
      : [`binds[${place}].source: holds a socket or the policy itself`],
  );
  if (held.length > 0) throw new ConfigError('gate.yaml', held);
  return policy;
}
