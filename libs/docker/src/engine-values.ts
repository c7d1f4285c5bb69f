import type { z } from 'zod';
import type {
  eventAnswer,
  imageAnswer,
  inspectAnswer,
  listAnswer,
  pullAnswer,
  statsAnswer,
} from './engine-answers.js';
import { containerAsksGpu } from './gpu-wish.js';

export interface PublishedPort {
  readonly container: number;
  readonly host: number | undefined;
  readonly address: string | undefined;
  readonly protocol: string;
}

export interface ContainerSummary {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly imageId: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly ports: readonly PublishedPort[];
}

export interface ContainerDetails {
  readonly id: string;
  readonly name: string;
  /** The reference that it was made from. */
  readonly image: string;
  readonly imageId: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly tty: boolean;
  readonly state: string;
  /** `healthy`, `unhealthy`, `starting`; undefined without a health check. */
  readonly health: string | undefined;
  readonly restartCount: number;
  readonly exitCode: number;
  readonly outOfMemory: boolean;
  /** RFC 3339 with nanoseconds, by the engine's clock; undefined when it never was. */
  readonly startedAt: string | undefined;
  readonly finishedAt: string | undefined;
  /** It was made with a GPU reserved for it. */
  readonly asksGpu: boolean;
}

export interface ImageDetails {
  readonly id: string;
  readonly tags: readonly string[];
  /** `name@sha256:…`, one for each registry that it came from or went to. */
  readonly digests: readonly string[];
  /** When it was last given a name here, RFC 3339; undefined when the engine does not know. */
  readonly taggedAt: string | undefined;
}

export interface ContainerEvent {
  readonly container: string;
  /** `start`, `die`, `destroy`, `health_status: healthy` and so on. */
  readonly action: string;
  /** RFC 3339, microseconds, by the engine's clock. */
  readonly at: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface PullProgress {
  readonly status: string;
  readonly layer: string | undefined;
  /** Bytes. */
  readonly current: number | undefined;
  readonly total: number | undefined;
}

export interface ContainerStats {
  readonly at: string;
  /** Percent of one core; undefined when the engine gave no earlier reading. */
  readonly cpuPercent: number | undefined;
  /** Bytes, page cache that can be dropped left out, as `docker stats` counts. */
  readonly memoryBytes: number | undefined;
  readonly memoryLimitBytes: number | undefined;
  readonly receivedBytes: number;
  readonly sentBytes: number;
}

export function summaryOf(given: z.output<typeof listAnswer>[number]): ContainerSummary {
  return {
    id: given.Id,
    name: (given.Names?.[0] ?? '').replace(/^\//, ''),
    state: given.State,
    imageId: given.ImageID,
    labels: given.Labels,
    ports: given.Ports.map((port) => ({
      container: port.PrivatePort,
      host: port.PublicPort,
      address: port.IP,
      protocol: port.Type,
    })),
  };
}

export function detailsOf({ State, Config, ...given }: z.output<typeof inspectAnswer>): ContainerDetails {
  const health = State.Health?.Status;
  return {
    id: given.Id,
    name: given.Name.replace(/^\//, ''),
    image: Config.Image,
    imageId: given.Image,
    labels: Config.Labels,
    tty: Config.Tty,
    state: State.Status,
    health: health === 'none' || health === '' ? undefined : health,
    restartCount: given.RestartCount,
    exitCode: State.ExitCode,
    outOfMemory: State.OOMKilled,
    startedAt: State.StartedAt,
    finishedAt: State.FinishedAt,
    asksGpu: containerAsksGpu(given.HostConfig),
  };
}

export function imageOf(given: z.output<typeof imageAnswer>): ImageDetails {
  const taggedAt = given.Metadata?.LastTagTime;
  return { id: given.Id, tags: given.RepoTags, digests: given.RepoDigests, taggedAt };
}

export function eventOf(given: z.output<typeof eventAnswer>): ContainerEvent {
  const { ID: container, Attributes: labels } = given.Actor;
  return { container, action: given.Action, at: microTime(given.timeNano), labels };
}

/** JSON numbers do not hold nanoseconds since the epoch, but microseconds. */
function microTime(nanoseconds: number): string {
  const microseconds = Math.floor(nanoseconds / 1_000);
  const second = Math.floor(microseconds / 1_000_000);
  const fraction = String(microseconds % 1_000_000).padStart(6, '0');
  return `${new Date(second * 1_000).toISOString().slice(0, 19)}.${fraction}Z`;
}

export function progressOf(given: z.output<typeof pullAnswer>): PullProgress {
  const { current, total } = given.progressDetail ?? {};
  return { status: given.status ?? '', layer: given.id, current, total };
}

export function statsOf(given: z.output<typeof statsAnswer>): ContainerStats {
  const { usage, limit, stats } = given.memory_stats;
  const cache = stats?.['inactive_file'] ?? stats?.['total_inactive_file'] ?? 0;
  const networks = Object.values(given.networks ?? {});
  return {
    at: given.read,
    cpuPercent: cpuPercent(given.cpu_stats, given.precpu_stats),
    memoryBytes: usage === undefined ? undefined : Math.max(0, usage - cache),
    memoryLimitBytes: limit,
    receivedBytes: networks.reduce((sum, { rx_bytes }) => sum + rx_bytes, 0),
    sentBytes: networks.reduce((sum, { tx_bytes }) => sum + tx_bytes, 0),
  };
}

type Cpu = z.output<typeof statsAnswer>['cpu_stats'];

function cpuPercent(now: Cpu, before: Cpu): number | undefined {
  if (now.system_cpu_usage === undefined || before.system_cpu_usage === undefined) return undefined;
  const spent = now.cpu_usage.total_usage - before.cpu_usage.total_usage;
  const passed = now.system_cpu_usage - before.system_cpu_usage;
  return passed > 0 ? (Math.max(0, spent) / passed) * (now.online_cpus ?? 1) * 100 : undefined;
}
