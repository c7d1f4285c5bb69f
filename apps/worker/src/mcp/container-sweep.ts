import { setTimeout as pause } from 'node:timers/promises';
import type { EngineClient } from '@app/docker';
import type { CountSeries, Logger } from '@app/http';
import { DomainError } from '@app/kernel';
import { OWNER_LABEL } from './container-arguments.js';
import type { DockerProgram } from './docker-program.js';
import { removeContainer } from './lent-container.js';

export interface SweepOptions {
  readonly docker: DockerProgram;
  readonly engine: EngineClient;
  readonly owner: string;
  /** Names of containers that are lent, or about to be. */
  readonly kept: ReadonlySet<string>;
  /** Counts what was left over. */
  readonly swept: CountSeries;
  readonly logger: Logger;
}

const EVERY_MS = 60_000;

/**
 * ContainerSweep removes containers of ours that nobody holds: of a worker that was killed, when it starts, and later
 * those that an engine made or kept while it did not answer.
 */
export class ContainerSweep {
  readonly #stop = new AbortController();
  #sweeping: Promise<void> = Promise.resolve();

  constructor(private readonly options: SweepOptions) {}

  start(): void {
    this.#sweeping = this.repeat();
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#sweeping;
  }

  private async repeat(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await this.sweep();
      await pause(EVERY_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }

  /** An engine that does not answer is not a reason to end: the next round asks again. */
  private async sweep(): Promise<void> {
    const { docker, engine, owner, kept, swept, logger } = this.options;
    try {
      const found = await engine.listContainers([`${OWNER_LABEL}=${owner}`], this.#stop.signal);
      for (const { name } of found) {
        if (kept.has(name) || !(await removeContainer(docker, { server: name, name }))) continue;
        swept.value += 1;
        logger.warn({ container: name }, 'removed the container of an image server that nobody held');
      }
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      if (this.#stop.signal.aborted) return;
      logger.warn(
        { code: error.code, reason: error.message },
        'containers that were left over cannot be swept',
      );
    }
  }
}
