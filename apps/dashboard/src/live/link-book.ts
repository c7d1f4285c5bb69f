import { DomainError, type Clock } from '@app/kernel';
import { UPSTREAMS, type UpstreamName } from '../upstreams/upstream-name.js';
import type { Link, LinkProblem } from './live-state.js';

interface Page {
  ok: boolean;
  since: string;
  reason: string | undefined;
  problems: LinkProblem[];
}

/** What says that an app is away, whatever else it may say of itself. */
const AWAY = 'upstream_unavailable';

/** LinkBook notes which upstreams answer, since when, and what of them could not be read. */
export class LinkBook {
  private readonly pages: Map<UpstreamName, Page>;
  private away = new Map<UpstreamName, string>();

  constructor(private readonly clock: Clock) {
    const since = this.time();
    this.pages = new Map(
      UPSTREAMS.map((name) => [name, { ok: true, since, reason: undefined, problems: [] }]),
    );
  }

  /** begin forgets what was noted of the look before. */
  begin(): void {
    this.away = new Map();
    for (const page of this.pages.values()) page.problems = [];
  }

  /** attempt returns undefined for what could not be read, and notes why. A right that is missing is no problem. */
  async attempt<T>(upstream: UpstreamName, what: string, read: () => Promise<T>): Promise<T | undefined> {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      if (error.code === AWAY) this.away.set(upstream, error.message);
      else if (error.code !== 'forbidden') this.add(upstream, [{ name: what, reason: error.message }]);
      return undefined;
    }
  }

  add(upstream: UpstreamName, problems: readonly LinkProblem[]): void {
    this.pages.get(upstream)?.problems.push(...problems);
  }

  all(): Link[] {
    return [...this.pages].map(([name, page]) => {
      this.turn(page, this.away.get(name));
      const { ok, since, reason, problems } = page;
      const sorted = problems.toSorted((a, b) => (a.name < b.name ? -1 : 1));
      return { name, ok, since, ...(reason !== undefined && { reason }), problems: ok ? sorted : [] };
    });
  }

  private turn(page: Page, reason: string | undefined): void {
    const ok = reason === undefined;
    if (ok !== page.ok) page.since = this.time();
    page.ok = ok;
    page.reason = reason;
  }

  private time(): string {
    return new Date(this.clock.now()).toISOString();
  }
}
