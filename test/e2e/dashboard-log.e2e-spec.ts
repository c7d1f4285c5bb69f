import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { launch, openSignedIn } from '../dashboard/browser.ts';
import { FakeBackend } from '../dashboard/fake-backend.ts';
import { longTasks } from '../dashboard/long-tasks.ts';

let backend: FakeBackend;
let browser: Browser;
let page: Page;
let violations: readonly unknown[] = [];

beforeAll(async () => {
  [backend, browser] = await Promise.all([FakeBackend.start(), launch()]);
  ({ page, violations } = await openSignedIn(browser, backend.url, {
    viewport: { width: 1280, height: 800 },
  }));
});
afterAll(async () => {
  await browser.close();
  await backend.stop();
});
afterEach(() => expect(violations).toEqual([]));
beforeEach(async () => {
  backend.log.rate = 20;
  await page.goto(`${backend.url}/services/local/ollama`);
  await page.getByRole('log').getByText('request finished').first().waitFor();
});

const log = () => page.getByRole('log');
const top = () => log().evaluate((element) => element.scrollTop);
const toEnd = () =>
  log().evaluate((element) => element.scrollHeight - element.clientHeight - element.scrollTop);

it('at 2,000 lines a second no task takes over 50 ms, and only what is in sight is in the page', async () => {
  const tasks = await longTasks(browser, page);
  backend.log.rate = 2_000;
  const before = backend.log.written;
  // So long is what is measured, not what is waited for.
  await pause(4_000);
  const rows = await log().locator('[data-index]').count();
  expect({ long: await tasks(), isMany: rows > 60, isFollowing: (await toEnd()) < 30 }).toEqual({
    long: [],
    isMany: false,
    isFollowing: true,
  });
  expect(backend.log.written - before).toBeGreaterThan(6_000);
});

it('scrolled up, nothing that is read moves; new lines are counted, and one press leads to the end', async () => {
  await log().hover();
  await page.mouse.wheel(0, -400);
  const go = page.getByRole('button', { name: /new lines?, go to the end/ });
  await go.waitFor();
  const [before, line] = [await top(), await log().locator('[data-index]').nth(8).innerText()];
  backend.log.rate = 500;
  await page.getByRole('button', { name: /^\d{3,}.* new lines/ }).waitFor();
  expect([await top(), await log().locator('[data-index]').nth(8).innerText()]).toEqual([before, line]);
  await go.click();
  await go.waitFor({ state: 'detached' });
  expect(await toEnd()).toBeLessThan(30);
});

it('paused by a key it stands still, and the same key follows again', async () => {
  await page.getByRole('heading', { level: 1 }).focus();
  await page.keyboard.press('f');
  await page.getByText('Paused', { exact: true }).waitFor();
  await page.keyboard.press('f');
  await page.getByText('Following', { exact: true }).waitFor();
});

it('a search leaves the lines that have the words, and says how many of how many', async () => {
  await page.getByLabel('Find in log').fill('error');
  await page.getByText(/\d+ of \d+ lines/).waitFor();
  const shown = await log().locator('[data-index]').allInnerTexts();
  expect(shown.length).toBeGreaterThan(5);
  expect(shown.filter((text) => !text.includes('ERROR'))).toEqual([]);
  expect(page.url()).toContain('log=error');
});

it('the download has the lines as text, with their times', async () => {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download these lines' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('local-ollama.log');
  const text = Buffer.concat(await Array.fromAsync(await download.createReadStream())).toString();
  expect(text).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC INFO request finished in 42 ms #\d+$/m);
});

it('only warnings and errors can be shown, which is remembered and in the address', async () => {
  await page.getByRole('button', { name: /Lines/ }).click();
  await page.getByRole('option', { name: 'Warnings and errors' }).click();
  await page.getByText(/\d+ of \d+ lines/).waitFor();
  const shown = await log().locator('[data-index]').allInnerTexts();
  expect(shown.filter((text) => !/WARN|ERROR/.test(text))).toEqual([]);
  expect(new URL(page.url()).searchParams.get('lines')).toBe('warnings');
  await page.reload();
  await page.getByRole('button', { name: /Warnings and errors/ }).click();
  await page.getByRole('option', { name: 'All lines' }).click();
});

describe('the logs of several services together', () => {
  const lines = () => log().locator('[data-index]');

  beforeEach(async () => {
    await page.goto(`${backend.url}/services/logs?node=local`);
    await page.getByRole('log').getByText('request finished').first().waitFor();
  });

  it('have each line marked by a word and a shape, and stay smooth at 2,000 lines a second', async () => {
    const tasks = await longTasks(browser, page);
    backend.log.rate = 2_000;
    // So long is what is measured, not what is waited for.
    await pause(4_000);
    const rows = await lines().count();
    expect({ long: await tasks(), isMany: rows > 60, isFollowing: (await toEnd()) < 30 }).toEqual({
      long: [],
      isMany: false,
      isFollowing: true,
    });
    backend.log.rate = 20;
    const shown = await lines().allInnerTexts();
    expect(shown.every((text) => /(gateway|importer|n8n|ollama|open-webui|redis|router)/.test(text))).toBe(
      true,
    );
  });

  it('are those that are chosen, which the URL says', async () => {
    await page.getByText('None', { exact: true }).click();
    await page.getByText('No service is chosen').waitFor();
    for (const name of ['ollama', 'vllm']) await page.getByRole('checkbox', { name }).check({ force: true });
    await page.getByText('2 services', { exact: true }).waitFor();
    await lines().getByText('vllm', { exact: true }).first().waitFor();
    const shown = await lines().allInnerTexts();
    expect(shown.filter((text) => !/ollama|vllm/.test(text))).toEqual([]);
    expect(decodeURIComponent(page.url())).toContain('of=local/ollama,gpu-1/vllm');
  });
});
