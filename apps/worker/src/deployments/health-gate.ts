import { setTimeout as sleep } from 'node:timers/promises';
import type { Service } from '@app/docker';
import { DomainError, systemClock, type Clock } from '@app/kernel';
import { ContainerWatch, type Wellness } from './container-watch.js';

/** GateKeeper is what the gate asks while it waits. */
export interface GateKeeper {
  /** The services of the node as they are now. */
  look(): Promise<readonly Service[]>;
  /** Why the model of a service does not answer, if it has to; it takes no longer than the time. */
  silence(service: string, withinMs: number): Promise<string | undefined>;
  progress(step: string): Promise<void>;
}

interface GateTime {
  readonly clock: Clock;
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

const LOOK_MS = 500;
const PROGRESS_MS = 5_000;
const REAL_TIME: GateTime = {
  clock: systemClock,
  pause: (ms, signal) => sleep(ms, undefined, { signal }),
};

/** HealthGate waits until services are well. */
export class HealthGate {
  private readonly watches = new Map<string, ContainerWatch>();

  constructor(
    private readonly keeper: GateKeeper,
    /** How long a container without a health check must run undisturbed. */
    private readonly steadyMs: number,
    private readonly time: GateTime = REAL_TIME,
  ) {}

  /**
   * pass resolves once every container of the services runs, is healthy or has run undisturbed, and every model that
   * is to answer does. It throws `service_unhealthy` as soon as that cannot come any more, and when the time is up;
   * the signal's reason when that aborts.
   */
  async pass(services: readonly string[], timeoutMs: number, signal: AbortSignal): Promise<void> {
    const { clock, pause } = this.time;
    const end = clock.monotonic() + timeoutMs;
    for (let told = clock.monotonic(); ;) {
      signal.throwIfAborted();
      const reason = await this.reasonToWait(services, end);
      if (reason === undefined) return;
      if (clock.monotonic() >= end) throw unhealthy(`${reason}, after ${timeoutMs / 1_000} s`);
      if (clock.monotonic() - told >= PROGRESS_MS) {
        told = clock.monotonic();
        await this.keeper.progress(`wait for health: ${reason}`);
      }
      await pause(LOOK_MS, signal).catch(() => signal.throwIfAborted());
    }
  }

  /** A model is asked only when the containers are well: it takes the GPU's time. */
  private async reasonToWait(services: readonly string[], end: number): Promise<string | undefined> {
    const found = await this.keeper.look();
    const seen = services.flatMap((name) => this.lookAt(name, found));
    const broken = seen.find(({ is }) => is === 'failed');
    if (broken !== undefined && 'because' in broken) throw unhealthy(broken.because);
    const open = seen.find((each) => each.is === 'waiting');
    if (open !== undefined && 'because' in open) return open.because;
    for (const service of services) {
      const reason = await this.keeper.silence(service, Math.max(1, end - this.time.clock.monotonic()));
      if (reason !== undefined) return `${service}: ${reason}`;
    }
    return undefined;
  }

  private lookAt(name: string, found: readonly Service[]): Wellness[] {
    const containers = found.find(({ service }) => service === name)?.containers ?? [];
    if (containers.length === 0) return [{ is: 'waiting', because: `${name} has no container` }];
    return containers.map((container) => {
      const watch = this.watches.get(container.id) ?? new ContainerWatch(this.steadyMs);
      this.watches.set(container.id, watch);
      return watch.see(container, this.time.clock.monotonic());
    });
  }
}

function unhealthy(because: string): DomainError {
  return new DomainError('service_unhealthy', because);
}
