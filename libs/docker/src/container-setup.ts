import { z } from 'zod';

/** ContainerSetup is what a container was made with, as far as compose files say it too. */
export interface ContainerSetup extends ImageSetup {
  /** The reference that it was made from. */
  readonly image: string;
  readonly imageId: string;
  readonly ports: readonly { readonly container: string; readonly address: string; readonly host: string }[];
  readonly mounts: readonly SetupMount[];
  readonly networkMode: string;
  /** Names of those that it is in. */
  readonly networks: readonly string[];
  /** Bytes; 0: no limit. */
  readonly memory: number;
  /** 0: no limit. */
  readonly nanoCpus: number;
  /** 0 or less: no limit. */
  readonly pids: number;
  readonly devices: readonly SetupDevice[];
  /** `no`, `always`, `unless-stopped`, `on-failure` or `on-failure:3`. */
  readonly restart: string;
}

/** ImageSetup is what an image gives every container that does not say otherwise. */
export interface ImageSetup {
  readonly command: readonly string[];
  readonly entrypoint: readonly string[];
  /** `NAME=value` each. */
  readonly env: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly user: string;
  readonly workingDir: string;
  /** Places that get a volume of their own. */
  readonly volumes: readonly string[];
}

export interface SetupMount {
  readonly type: string;
  /** A volume's name, or where a bind comes from. */
  readonly source: string;
  readonly target: string;
  readonly readOnly: boolean;
}

export interface SetupDevice {
  readonly driver: string;
  /** -1: all. */
  readonly count: number;
  readonly ids: readonly string[];
  readonly capabilities: readonly string[];
}

const orElse = <S extends z.ZodType, T extends z.output<S>>(schema: S, fallback: T) =>
  schema.nullish().transform((given) => given ?? fallback);
const words = orElse(z.array(z.string()), []);
const text = orElse(z.string(), '');
const count = orElse(z.number(), 0);
const entries = orElse(z.record(z.string(), z.unknown()), {});

const config = z.object({
  Cmd: words,
  Entrypoint: words,
  Env: words,
  Labels: orElse(z.record(z.string(), z.string()), {}),
  User: text,
  WorkingDir: text,
  Volumes: entries,
});

const binding = z.object({ HostIp: text, HostPort: text });
const device = z.object({
  Driver: text,
  Count: count,
  DeviceIDs: words,
  Capabilities: orElse(z.array(words), []),
});

const hostConfig = z.object({
  NetworkMode: text,
  PortBindings: orElse(z.record(z.string(), orElse(z.array(binding), [])), {}),
  Memory: count,
  NanoCpus: count,
  PidsLimit: count,
  DeviceRequests: orElse(z.array(device), []),
  RestartPolicy: z.object({ Name: text, MaximumRetryCount: count }).nullish(),
});

const mount = z.object({
  Type: text,
  Name: text,
  Source: text,
  Destination: z.string(),
  RW: z.boolean().default(true),
});

/** What an engine tells of a container. */
export const containerSetupAnswer = z.object({
  Image: z.string(),
  Config: config.extend({ Image: z.string() }),
  HostConfig: hostConfig,
  Mounts: orElse(z.array(mount), []),
  NetworkSettings: z.object({ Networks: entries }).nullish(),
});

/** What an engine tells of an image. */
export const imageSetupAnswer = z.object({ Config: config.nullish() });

export function containerSetupOf(given: z.output<typeof containerSetupAnswer>): ContainerSetup {
  const { Config, HostConfig, Mounts, NetworkSettings } = given;
  return {
    ...setupOf(Config),
    image: Config.Image,
    imageId: given.Image,
    ports: Object.entries(HostConfig.PortBindings).flatMap(([container, bound]) =>
      bound.map(({ HostIp: address, HostPort: host }) => ({ container, address, host })),
    ),
    mounts: Mounts.map(mountOf),
    networkMode: HostConfig.NetworkMode,
    networks: Object.keys(NetworkSettings?.Networks ?? {}),
    memory: HostConfig.Memory,
    nanoCpus: HostConfig.NanoCpus,
    pids: HostConfig.PidsLimit,
    devices: HostConfig.DeviceRequests.map(deviceOf),
    restart: restartOf(HostConfig.RestartPolicy),
  };
}

export function imageSetupOf({ Config }: z.output<typeof imageSetupAnswer>): ImageSetup {
  return setupOf(Config ?? config.parse({}));
}

function setupOf(given: z.output<typeof config>): ImageSetup {
  return {
    command: given.Cmd,
    entrypoint: given.Entrypoint,
    env: given.Env,
    labels: given.Labels,
    user: given.User,
    workingDir: given.WorkingDir,
    volumes: Object.keys(given.Volumes),
  };
}

function mountOf({ Type, Name, Source, Destination, RW }: z.output<typeof mount>): SetupMount {
  return { type: Type, source: Type === 'volume' ? Name : Source, target: Destination, readOnly: !RW };
}

function deviceOf({ Driver, Count, DeviceIDs, Capabilities }: z.output<typeof device>): SetupDevice {
  return { driver: Driver, count: Count, ids: DeviceIDs, capabilities: Capabilities.flat() };
}

function restartOf(given: z.output<typeof hostConfig>['RestartPolicy']): string {
  const name = given?.Name || 'no';
  const most = given?.MaximumRetryCount ?? 0;
  return name === 'on-failure' && most > 0 ? `${name}:${most}` : name;
}
