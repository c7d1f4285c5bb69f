import { DomainError } from '@app/kernel';
import { probe } from './health-probe.js';
import type { HealthRecord } from './health-record.js';
import type { LinkSlot } from './link-slot.js';
import type { Link } from './link.js';
import type { CurrentServer } from './server-source.js';

export interface LinkPulseOptions {
  readonly probeMs: number;
  readonly health: HealthRecord;
  readonly current: CurrentServer;
}

/** LinkPulse asks a server that runs without calls, now and then, whether it still answers, and ends a link that does not. */
export class LinkPulse {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly server: string,
    private readonly options: LinkPulseOptions,
  ) {}

  start(slot: LinkSlot): void {
    this.stop();
    const { current: link } = slot;
    if (link === undefined) return;
    this.timer = setTimeout(() => void this.beat(slot, link), this.options.probeMs).unref();
  }

  stop(): void {
    clearTimeout(this.timer);
  }

  private async beat(slot: LinkSlot, link: Link): Promise<void> {
    const uses = slot.uses;
    const alive = slot.busy || (await this.answers(link)) || slot.busy || slot.uses !== uses;
    if (slot.current !== link) return;
    if (alive) return this.start(slot);
    const { health } = this.options;
    health.failed(`The server "${this.server}" does not answer.`, health.begin());
    await slot.drop(link);
  }

  private async answers(link: Link): Promise<boolean> {
    const { health, current } = this.options;
    try {
      const answered = await probe(link, current.entry.timeout_sec * 1_000);
      if (answered) health.answered();
      return answered;
    } catch (error) {
      const refused = error instanceof DomainError && error.code === 'mcp_server_auth_needed';
      if (refused) health.authNeeded(error.message);
      return refused;
    }
  }
}
