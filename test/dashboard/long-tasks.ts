import type { Page } from 'playwright-core';

/** longTasks notes every task of the page's main thread over 50 ms from now on; the returned function tells them, in ms. */
export async function longTasks(page: Page): Promise<() => Promise<number[]>> {
  await page.evaluate(() => {
    const seen: number[] = [];
    Object.assign(window, { seen });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) seen.push(duration);
    }).observe({ entryTypes: ['longtask'] });
  });
  return () => page.evaluate(() => (window as unknown as { seen: number[] }).seen);
}
