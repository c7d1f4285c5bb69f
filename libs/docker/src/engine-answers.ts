import { z } from 'zod';

/** EngineVersion is what was agreed on with an engine, and what it said of itself. */
export interface EngineVersion {
  readonly engine: string;
  readonly newestApiVersion: string;
  /** The version that calls are made in. */
  readonly apiVersion: string;
}

export const engineVersionAnswer = z.object({
  Version: z.string(),
  ApiVersion: z.string(),
  MinAPIVersion: z.string().optional(),
});

export const infoAnswer = z.object({
  Name: z.string(),
  SystemTime: z.string(),
  NCPU: z.number(),
  MemTotal: z.number(),
  Containers: z.number(),
  ContainersRunning: z.number(),
  DockerRootDir: z.string().optional(),
});

/** What a create gate says of itself. */
export const gateAnswer = z.object({ gate: z.literal(1), project: z.string() });

const size = z.number().min(0);
/** Some thirty years: what is older is no time that could be told. */
const OLDEST_MS = 1e12;

/** What a create gate says of its disk; null where it cannot read it. */
export const gateDiskAnswer = z.object({
  disk: z.object({ total_bytes: size, free_bytes: size, age_ms: size.max(OLDEST_MS) }).nullable(),
});

const port = z.object({
  IP: z.string().optional(),
  PrivatePort: z.number(),
  PublicPort: z.number().optional(),
  Type: z.string(),
});
const labels = z
  .record(z.string(), z.string())
  .nullish()
  .transform((given) => given ?? {});

export const listAnswer = z.array(
  z.object({
    Id: z.string().regex(/^[0-9a-f]{64}$/),
    Names: z.array(z.string()).nullish(),
    ImageID: z.string(),
    Labels: labels,
    State: z.string(),
    Ports: z
      .array(port)
      .nullish()
      .transform((given) => given ?? []),
  }),
);

const NEVER = '0001-01-01T00:00:00Z';
const time = z.string().transform((text) => (text === NEVER || text === '' ? undefined : text));

const deviceRequest = z.object({
  Driver: z.string().optional(),
  Capabilities: z.array(z.array(z.string())).nullish(),
});

export const inspectAnswer = z.object({
  Id: z.string().regex(/^[0-9a-f]{64}$/),
  Name: z.string(),
  Image: z.string(),
  RestartCount: z.number(),
  State: z.object({
    Status: z.string(),
    ExitCode: z.number(),
    OOMKilled: z.boolean().default(false),
    StartedAt: time,
    FinishedAt: time,
    Health: z.object({ Status: z.string() }).nullish(),
  }),
  Config: z.object({ Image: z.string(), Tty: z.boolean(), Labels: labels }),
  HostConfig: z
    .object({ Runtime: z.string().optional(), DeviceRequests: z.array(deviceRequest).nullish() })
    .optional(),
});

export const imageAnswer = z.object({
  Id: z.string(),
  RepoTags: z
    .array(z.string())
    .nullish()
    .transform((given) => given ?? []),
  RepoDigests: z
    .array(z.string())
    .nullish()
    .transform((given) => given ?? []),
  Metadata: z.object({ LastTagTime: time.optional() }).nullish(),
});

export const imageListAnswer = z.array(
  z.object({
    Id: z.string(),
    RepoTags: z
      .array(z.string())
      .nullish()
      .transform((given) => given ?? []),
  }),
);

export const eventAnswer = z.object({
  Type: z.string(),
  Action: z.string(),
  time: z.number(),
  timeNano: z.number(),
  Actor: z.object({ ID: z.string(), Attributes: labels }),
});

export const pullAnswer = z.object({
  status: z.string().optional(),
  id: z.string().optional(),
  progressDetail: z.object({ current: z.number().optional(), total: z.number().optional() }).nullish(),
  error: z.string().optional(),
});

const counters = z.record(z.string(), z.object({ rx_bytes: z.number(), tx_bytes: z.number() })).nullish();
const cpu = z.object({
  cpu_usage: z.object({ total_usage: z.number() }),
  system_cpu_usage: z.number().optional(),
  online_cpus: z.number().optional(),
});

export const statsAnswer = z.object({
  read: z.string(),
  cpu_stats: cpu,
  precpu_stats: cpu,
  memory_stats: z.object({
    usage: z.number().optional(),
    limit: z.number().optional(),
    stats: z.record(z.string(), z.number()).nullish(),
  }),
  networks: counters,
});
