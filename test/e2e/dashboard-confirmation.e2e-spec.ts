import type { Browser, Page } from 'playwright-core';
import { launch, openPage, signIn } from '../dashboard/browser.ts';
import { FakeBackend } from '../dashboard/fake-backend.ts';

const TITLE = 'Restart ollama on local';
let backend: FakeBackend;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  [backend, browser] = await Promise.all([FakeBackend.start(), launch()]);
});
afterAll(async () => {
  await browser.close();
  await backend.stop();
});
beforeEach(async () => {
  ({ page } = await openPage(browser, { viewport: { width: 1280, height: 800 } }));
  await page.goto(`${backend.url}/services/local/ollama`);
  await signIn(page);
  backend.calls.length = 0;
});
afterEach(async () => {
  backend.expire();
  backend.log.rate = 2;
  await page.context().close();
});

const dialog = () => page.getByRole('alertdialog', { name: TITLE });
const confirm = () => dialog().getByRole('button', { name: TITLE });

async function openPlan(): Promise<void> {
  await page.getByRole('button', { name: 'Restart ollama' }).click();
  await dialog().getByText('What changes').waitFor();
}

/** What was sent for the change: looked at, or confirmed. */
function asked(): string[] {
  return backend.calls.filter((call) => call === 'POST /bff/ops/services/ollama/restart');
}

describe('an open confirmation', () => {
  it.each([
    ['nothing else going on', 33, 0],
    ['bursts of 80 ms', 33, 80],
    ['bursts of 200 ms', 60, 200],
    ['bursts of 300 ms', 120, 300],
  ])('keeps every key press, with %s', async (_, everyMs, busyMs) => {
    backend.log.rate = 200;
    await openPlan();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Cancel');
    await page.evaluate((ms) => {
      const burn = () => {
        const end = performance.now() + ms;
        while (performance.now() < end);
      };
      if (ms > 0) setInterval(burn, 1.5 * ms);
      Object.assign(window, { strayed: [] });
      addEventListener('focusin', ({ target }) => {
        const inside = (target as Element).closest('[role="alertdialog"]') !== null;
        if (!inside)
          (window as unknown as { strayed: string[] }).strayed.push(
            (target as Element).outerHTML.slice(0, 80),
          );
      });
    }, busyMs);
    const keys = [
      ...Array.from({ length: 16 }, () => 'Tab'),
      ...Array.from({ length: 8 }, () => 'Shift+Tab'),
    ];
    for (const key of keys) await page.keyboard.press(key, { delay: everyMs / 2 });
    const strayed = await page.evaluate(() => (window as unknown as { strayed: string[] }).strayed);
    const isInside = await page.evaluate(
      () => document.activeElement?.closest('[role="alertdialog"]') !== null,
    );
    expect({ strayed, isInside }).toEqual({ strayed: [], isInside: true });
    // The first Escape would close the tooltip of the button that copies the plan's hash.
    await dialog().getByRole('button', { name: 'Cancel' }).focus();
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    expect(asked()).toHaveLength(1);
  });

  it('leads to the job, whose panel has the focus, and which is live until its end', async () => {
    await openPlan();
    await confirm().click();
    await dialog().waitFor({ state: 'detached' });
    const panel = page.getByRole('complementary', { name: 'Jobs of this tab' });
    await panel.getByText('stop ollama').waitFor();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Jobs');
    await panel.getByText('Done').waitFor();
    await page.reload();
    await panel.getByText('Done').waitFor();
  });

  it('that went stale stays, marks what is new, and is locked at first', async () => {
    backend.next = 'stale';
    await openPlan();
    await confirm().click();
    await dialog().getByText('The plan has changed. Nothing was sent.').waitFor();
    expect(await confirm().isDisabled()).toBe(true);
    await dialog().getByText('new', { exact: true }).waitFor();
    await dialog().getByText('gone', { exact: true }).waitFor();
    const isOnSummary = await page.evaluate(() =>
      document.activeElement?.textContent?.includes('has changed'),
    );
    expect(isOnSummary).toBe(true);
    await confirm().click();
    await dialog().waitFor({ state: 'detached' });
  });

  it('whose answer was lost is asked again with the same key, and happens once', async () => {
    backend.next = 'lost';
    const before = backend.jobs.all.length;
    await openPlan();
    await confirm().click();
    await dialog().getByText('Sent, no answer. Looking for the job…').waitFor();
    await dialog().waitFor({ state: 'detached' });
    expect(backend.jobs.all.length).toBe(before + 1);
  });

  it('that is refused says that nothing was changed, and offers a new plan alone', async () => {
    backend.next = 'busy';
    await openPlan();
    await confirm().click();
    await dialog().getByText('Refused. Nothing was changed.').waitFor();
    await dialog().getByText('The service ollama is held by another job.').waitFor();
    expect(await confirm().count()).toBe(0);
    await dialog().getByRole('button', { name: 'Make a new plan' }).click();
    await confirm().waitFor();
  });
});
