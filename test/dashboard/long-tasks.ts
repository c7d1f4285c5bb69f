import type { Browser, Page } from 'playwright-core';

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds of the processor that the task itself had. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

const LONG_US = 50_000;

/**
 * longTasks traces the page's main thread from now on; the returned function tells its tasks of over 50 ms, in ms. It is
 * the processor's time that counts: what a task waits while others have the machine says nothing of the page.
 */
export async function longTasks(browser: Browser, page: Page): Promise<() => Promise<number[]>> {
  await browser.startTracing(page, { categories: ['toplevel', '__metadata'] });
  return async () => {
    const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
      traceEvents: readonly TraceEvent[];
    };
    const placeOf = ({ pid, tid }: TraceEvent) => `${pid}/${tid}`;
    const named = traceEvents.filter(({ ph, args }) => ph === 'M' && args?.name === 'CrRendererMain');
    const mains = new Set(named.map(placeOf));
    const tasks = traceEvents.filter((event) => event.tdur !== undefined && mains.has(placeOf(event)));
    if (tasks.length === 0) throw new Error('the trace has no task of the page: nothing was measured');
    return tasks.flatMap(({ tdur = 0 }) => (tdur > LONG_US ? [Math.round(tdur / 1_000)] : []));
  };
}
