import type { Page, Request } from 'playwright-core';

/** Runs in the page: resolves once what has come is on it, and has asked for what it wants of its own. */
const SETTLED = `new Promise((resolve) => {
  const rest = () => requestIdleCallback(resolve);
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(rest)));
})`;

/** DataRequests are a page's requests for data: all but its own files, its session and its stream. */
export class DataRequests {
  readonly asked: string[] = [];
  private readonly open = new Set<Request>();
  private readonly page: Page;
  private wake: () => void = () => undefined;

  constructor(page: Page) {
    this.page = page;
    page.on('request', this.begun);
    page.on('requestfinished', this.ended);
    page.on('requestfailed', this.ended);
  }

  /** settled resolves once none is open and what was answered has led to no other. */
  async settled(): Promise<void> {
    for (let seen = -1; seen < this.asked.length; await this.page.evaluate(SETTLED)) {
      seen = this.asked.length;
      while (this.open.size > 0) await this.oneEnds();
    }
  }

  private oneEnds(): Promise<void> {
    return new Promise((resolve) => (this.wake = resolve));
  }

  private readonly begun = (request: Request): void => {
    const { pathname, search } = new URL(request.url());
    if (!/^\/(bff|api)\//.test(pathname) || pathname === '/bff/live') return;
    this.asked.push(`${request.method()} ${decodeURIComponent(pathname + search)}`);
    this.open.add(request);
  };

  private readonly ended = (request: Request): void => {
    this.open.delete(request);
    this.wake();
  };
}
