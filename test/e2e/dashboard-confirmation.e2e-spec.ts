import type { Browser, Page } from 'playwright-core';
import { launch, openSignedIn, startOver } from '../dashboard/browser.ts';
import { FakeBackend } from '../dashboard/fake-backend.ts';
import { jobId, type FakeJob } from '../dashboard/fake-stack.ts';

const TITLE = 'Restart ollama on local';
let backend: FakeBackend;
let browser: Browser;
let page: Page;
let violations: readonly string[];

beforeAll(async () => {
  [backend, browser] = await Promise.all([FakeBackend.start(), launch()]);
  const viewport = { width: 1280, height: 800 };
  ({ page, violations } = await openSignedIn(browser, backend.url, { viewport }));
});
afterAll(async () => {
  await browser.close();
  await backend.stop();
});
beforeEach(async () => {
  await page.goto(`${backend.url}/services/local/ollama`);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  backend.calls.length = 0;
});
afterEach(async () => {
  expect(violations).toEqual([]);
  backend.log.rate = 2;
  // A job that still runs would be written down again by the page that asked for it.
  await page.goto(`${backend.url}/session/config`);
  await startOver(page);
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

describe('a plan of a service', () => {
  it('says whom it affects and for how long; refused as protected, it has the command for the console', async () => {
    await openPlan();
    const told = await dialog().innerText();
    expect(told).toMatch(/What stops\s+ollama while it starts anew: about \d+ s, as the last/);
    expect(told).toMatch(
      /Who is affected\s+2 calls run on ollama\/qwen3:8b now, and may be cut off\.\s+gateway depends on ollama/,
    );
    backend.next = 'protected';
    await confirm().click();
    await dialog().getByText('Refused: it carries the control plane').waitFor();
    await dialog().getByText('docker compose -p switchyard restart ollama', { exact: true }).waitFor();
    await dialog().getByRole('button', { name: 'Copy the command' }).waitFor();
  });
});

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

describe('another image of a service', () => {
  const panel = () => page.getByRole('region', { name: 'Deployments' });
  const confirmed = async (title: string) => {
    const plan = page.getByRole('alertdialog', { name: title });
    await plan.getByRole('button', { name: title }).click();
    await plan.waitFor({ state: 'detached' });
  };
  beforeEach(() => page.goto(`${backend.url}/services/local/open-webui`));

  it('is rolled out from its page by a plan, beside what was rolled out before, and back again', async () => {
    await panel().getByRole('listitem').first().waitFor();
    expect(await panel().getByRole('listitem').allInnerTexts()).toEqual([
      expect.stringMatching(/open-webui:2\.1\s[^]*by ci; before: [^]*bbbbbbbbbbbb\s+Done/),
      expect.stringMatching(/open-webui:2\.2-rc1\s[^]*Failed/),
    ]);
    await panel().getByLabel('Image to run').fill('images.example/open-webui:2.3');
    await panel().getByRole('button', { name: 'Deploy open-webui' }).click();
    await page.getByText('what ran before is put back').waitFor();
    await confirmed('Deploy open-webui on local');
    await panel().getByRole('button', { name: 'Roll back open-webui' }).click();
    await confirmed('Roll back open-webui on local');
    const posts = backend.calls.filter((call) => call.startsWith('POST /bff/ops/deployments'));
    const [out, back] = ['', `/${backend.deployments[0]?.id}/rollback`];
    expect(posts).toEqual([out, out, back, back].map((path) => `POST /bff/ops/deployments${path}`));
  });
});

describe('a job that was confirmed', () => {
  const panel = () => page.getByRole('complementary', { name: 'Jobs of this tab' });
  const jobs = () => page.getByRole('banner').getByRole('button', { name: /Jobs|running|job/ });

  it('is told of when its panel is closed: its end can be read and is read out, and the focus is in the strip', async () => {
    await openPlan();
    await confirm().click();
    await panel().getByText('stop ollama').waitFor();
    await panel().getByRole('button', { name: 'Close the job panel' }).click();
    await panel().waitFor({ state: 'detached' });
    expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('running');
    const told = `${TITLE}: done.`;
    await page.getByRole('list', { name: 'Messages' }).getByText(told).waitFor();
    await page.getByRole('status').filter({ hasText: told }).waitFor({ state: 'attached' });
    await page.reload();
    await jobs().waitFor();
    expect(await page.getByText(told).count()).toBe(0);
  });

  it('and failed is in the title, though a later one did not fail', async () => {
    for (const result of ['failed', 'completed']) {
      await openPlan();
      await confirm().click();
      await panel().getByText('Done').first().waitFor();
      const [job] = backend.jobs.all;
      if (job && result === 'failed') {
        Object.assign(job, {
          state: 'failed',
          verdict: 'error',
          failure: 'service_unhealthy: it ended with 1',
        });
        backend.tell('jobs');
        await page.waitForFunction(() => document.title.startsWith('Failed · ollama'));
      }
      await panel().getByRole('button', { name: 'Close the job panel' }).click();
    }
    await page.waitForFunction(() => document.title === 'Failed · ollama · Services · Switchyard');
  });

  it('and waits says for what, can be taken out, and stands above what others asked for', async () => {
    const [done] = backend.jobs.all;
    const ahead = { ...done, id: jobId(), state: 'active', action: 'stop', actor: 'ci' } as FakeJob;
    delete ahead.ended_at;
    delete ahead.verdict;
    await openPlan();
    await confirm().click();
    await panel().getByText('Done').waitFor();
    const [own] = backend.jobs.all;
    if (own === undefined) throw new Error('no job was made');
    backend.jobs.all.unshift(ahead);
    // A job of this tab that has not begun: another one, so that nothing was told of it.
    const waiting = { ...own, id: jobId(), state: 'waiting' } as FakeJob;
    delete waiting.ended_at;
    delete waiting.verdict;
    backend.jobs.all.unshift(waiting);
    backend.tell('jobs');
    const others = panel().getByRole('region', { name: 'Also running and queued' });
    await others.getByRole('link', { name: 'Stop ollama on local' }).waitFor();
    expect(await others.innerText()).toContain('Place 1. Waits: local is busy: Stop ollama on local');
    await page.evaluate(
      ([id, title]) =>
        sessionStorage.setItem('switchyard.jobs', JSON.stringify({ isOpen: true, jobs: [{ id, title }] })),
      [waiting.id, TITLE] as const,
    );
    await page.reload();
    const card = panel().getByRole('listitem').filter({ hasText: TITLE }).first();
    await card.getByText('Place 1. Waits: local is busy').waitFor();
    await card.getByRole('button', { name: 'Take out of queue' }).waitFor();
    backend.jobs.all.splice(0, 2);
    backend.tell('jobs');
  });
});
