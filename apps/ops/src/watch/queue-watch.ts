import type { Logger } from '@app/http';
import { queueStates, redisMemory, type JobQueues, type QueueState, type RedisMemory } from '@app/jobs';
import { DomainError, systemClock, type Clock } from '@app/kernel';

export interface QueueWatchSettings {
  /** A job that waits for longer, though a worker is connected for as long, is a sign that nobody takes any. */
  readonly longestWaitMs: number;
  readonly everyMs?: number;
}

/** What was seen at the last look; undefined when Redis did not answer it. */
interface Sight {
  readonly queues: readonly QueueState[];
  readonly memory: RedisMemory;
}

const LOOK_MS = 5_000;
/** The part of its memory that Redis may use before somebody is told: what is full takes no job and renews no lock. */
const WARN_ABOVE = 0.7;

/** QueueWatch looks at Redis from time to time: whether jobs are taken from the queues, and how full its memory is. */
export class QueueWatch {
  private sight: Sight | undefined;
  private readonly connectedSince = new Map<string, number>();
  private readonly told = new Map<string, string>();
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;

  constructor(
    private readonly queues: JobQueues,
    private readonly settings: QueueWatchSettings,
    private readonly logger: Logger,
    private readonly clock: Clock = systemClock,
  ) {}

  start(): void {
    const look = () => void (this.looking ??= this.look().finally(() => (this.looking = undefined)));
    this.timer = setInterval(look, this.settings.everyMs ?? LOOK_MS).unref();
    look();
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
  }

  /** look sees how things stand now, and warns of what is newly wrong. */
  async look(): Promise<void> {
    try {
      const [queues, memory] = await Promise.all([queueStates(this.queues), redisMemory(this.queues.redis)]);
      this.sight = { queues, memory };
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      this.sight = undefined;
    }
    this.noteConnections();
    this.tell('queue', this.stuck);
    this.tell('memory', this.full);
  }

  /** By node, how long the oldest waiting job has waited, in seconds, and how many workers are connected. */
  get waits(): { readonly node: string; readonly seconds: number; readonly workers: number }[] {
    return this.queuesSeen.map(({ node, waitingSince, workers }) => {
      return { node, seconds: this.since(waitingSince) / 1_000, workers };
    });
  }

  get memory(): RedisMemory | undefined {
    return this.sight?.memory;
  }

  /** Which node's jobs nobody takes although a worker is there, in words; undefined when all is well. */
  get stuck(): string | undefined {
    const stuck = this.queuesSeen.find(({ node, waitingSince }) => {
      const waited = Math.min(this.since(waitingSince), this.since(this.connectedSince.get(node)));
      return waited > this.settings.longestWaitMs;
    });
    if (stuck === undefined) return undefined;
    const seconds = Math.round(this.since(stuck.waitingSince) / 1_000);
    return `a job of the node "${stuck.node}" has waited for ${seconds} s, though a worker is connected`;
  }

  /** How full Redis is when that is too full, in words. */
  get full(): string | undefined {
    const { usedBytes = 0, maxBytes = 0 } = this.memory ?? {};
    if (maxBytes === 0 || usedBytes < maxBytes * WARN_ABOVE) return undefined;
    return `Redis uses ${Math.floor((usedBytes / maxBytes) * 100)} % of its memory`;
  }

  private get queuesSeen(): readonly QueueState[] {
    return this.sight?.queues ?? [];
  }

  private since(time: number | undefined): number {
    return time === undefined ? 0 : Math.max(0, this.clock.now() - time);
  }

  /** A worker that has just come takes the oldest first; what piled up before is not its fault. */
  private noteConnections(): void {
    const connected = new Set(this.queuesSeen.filter(({ workers }) => workers > 0).map(({ node }) => node));
    for (const node of this.connectedSince.keys()) if (!connected.has(node)) this.connectedSince.delete(node);
    for (const node of connected) {
      if (!this.connectedSince.has(node)) this.connectedSince.set(node, this.clock.now());
    }
  }

  private tell(what: string, problem: string | undefined): void {
    const isNew = problem !== undefined && !this.told.has(what);
    if (isNew) this.logger.warn({ reason: problem }, 'Redis or its queues need somebody to look');
    if (problem === undefined) this.told.delete(what);
    else this.told.set(what, problem);
  }
}
