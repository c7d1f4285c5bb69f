import type { Browser, Page } from 'playwright-core';
import { axeInBothThemes } from '../dashboard/axe.ts';
import { launch, openSignedIn } from '../dashboard/browser.ts';
import { STORY } from '../dashboard/fake-audit.ts';
import { FakeBackend } from '../dashboard/fake-backend.ts';
import { pictureName, takePicture } from '../dashboard/pictures.ts';

const DESK = { width: 1280, height: 720 };
let backend: FakeBackend;
let browser: Browser;
let page: Page;
let violations: readonly string[];

beforeAll(async () => {
  [backend, browser] = await Promise.all([FakeBackend.start(), launch()]);
  ({ page, violations } = await openSignedIn(browser, backend.url, { viewport: DESK }));
});
afterAll(async () => {
  await browser.close();
  await backend.stop();
});

/** Each is ready once this is seen. */
const PAGES: readonly (readonly [path: string, ready: () => Promise<unknown>])[] = [
  ['/services', () => page.getByRole('link', { name: 'ollama' }).waitFor()],
  ['/services/local/ollama', () => page.getByText('request finished').first().waitFor()],
  ['/services/local/router/difference', () => page.getByText('5 differences').waitFor()],
  ['/services/logs', () => page.getByText('request finished').first().waitFor()],
  ['/models', () => page.getByRole('link', { name: 'ollama/qwen3:8b' }).first().waitFor()],
  ['/models/ollama%2Fqwen3%3A8b', () => page.getByRole('heading', { name: 'Newest calls' }).waitFor()],
  ['/models/playground', () => page.getByText('it needs no GPU').waitFor()],
  ['/', () => page.getByRole('heading', { name: 'Last events' }).waitFor()],
  ['/audit', () => page.getByText('Nothing older').or(page.getByText('Older events follow')).waitFor()],
  [`/timeline/${STORY}`, () => page.getByText(/Policy denied tool/).waitFor()],
  ['/jobs', () => page.getByRole('link', { name: /Deploy open-webui/ }).waitFor()],
  ['/nodes', () => page.getByRole('heading', { name: 'gpu-2' }).waitFor()],
  ['/tools', () => page.getByRole('button', { name: /^Approve this version/ }).waitFor()],
  ['/tools/add', () => page.getByText('Server').first().waitFor()],
  ['/tools/servers/github?tool=search_issues', () => page.getByRole('heading', { name: 'Try it' }).waitFor()],
  ['/tools/servers/files?tab=policy', () => page.getByLabel('Clients that may call').waitFor()],
  ['/keys', () => page.getByRole('button', { name: 'Revoke ann-laptop' }).waitFor()],
  ['/training', () => page.getByText('No training server yet').waitFor()],
  ['/nowhere', () => page.getByRole('heading', { name: 'No such page' }).waitFor()],
];

/** What is not seen when a page is just opened. */
const MOMENTS: readonly (readonly [moment: string, reach: () => Promise<unknown>])[] = [
  [
    'a list in which nothing matches, beside the open job panel,',
    async () => {
      await page.setViewportSize({ width: 1280, height: 800 });
      await page.goto(`${backend.url}/services?filter=nothing-is-called-that`);
      await page.getByText('No match among').waitFor();
      await page.getByRole('banner').getByRole('button', { name: 'Jobs' }).click();
      await page.getByRole('complementary', { name: 'Jobs of this tab' }).waitFor();
    },
  ],
  [
    'an open menu of a row',
    async () => {
      await page.getByRole('button', { name: 'Clear filter' }).click();
      await page.getByRole('button', { name: 'More for ollama' }).click();
      await page.getByRole('menu').waitFor();
    },
  ],
  [
    'a list on a phone',
    async () => {
      await page.keyboard.press('Escape');
      await page.getByRole('complementary').getByRole('button', { name: 'Close the job panel' }).click();
      await page.setViewportSize({ width: 390, height: 800 });
      await page.getByRole('button', { name: 'Restart ollama' }).waitFor();
    },
  ],
  [
    'what failed to be read, while ops is away,',
    async () => {
      await page.setViewportSize({ width: 1280, height: 800 });
      backend.setOps('ops does not answer (ECONNREFUSED)');
      await page.goto(`${backend.url}/keys`);
      await page.getByText('Ops unavailable since').waitFor();
      await page.getByText('The keys could not be read').waitFor();
    },
  ],
];

// Each page is loaded once, for that is what takes most of the time.
describe.each(PAGES)('%s', (path, ready) => {
  beforeAll(async () => {
    await page.goto(`${backend.url}${path}`);
    await ready();
  });
  afterAll(() => page.setViewportSize(DESK));

  it('has no serious finding of axe in the light and the dark theme, and keeps the content policy', async () => {
    expect(await axeInBothThemes(page)).toEqual({ light: [], dark: [] });
    expect(violations).toEqual([]);
  });

  it('does not scroll sideways, from 320 to 2560 px; at 320 and in colours of the viewer it is pictured', async () => {
    await page.emulateMedia({ forcedColors: 'active' });
    await takePicture(page, `${pictureName(path)}-forced`);
    await page.emulateMedia({ forcedColors: 'none' });
    const wide: string[] = [];
    for (const width of [320, 360, 390, 719, 720, 900, 1200, 2560]) {
      await page.setViewportSize({ width, height: 800 });
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (over > 0) wide.push(`${path} at ${width} px by ${over} px`);
      if (width === 320) await takePicture(page, `${pictureName(path)}-320`);
    }
    expect(wide).toEqual([]);
  });
});

describe('what is not seen when a page is just opened', () => {
  afterEach(() => backend.setOps());
  afterAll(() => page.setViewportSize(DESK));

  it.each(MOMENTS)('%s has no serious finding of axe in both themes either', async (_, reach) => {
    await reach();
    expect(await axeInBothThemes(page)).toEqual({ light: [], dark: [] });
    expect(violations).toEqual([]);
  });
});

it('a dialog lies over the head of a table that sticks to the top', async () => {
  await page.setViewportSize({ width: 1280, height: 400 });
  await page.goto(`${backend.url}/services`);
  const restart = page.getByRole('button', { name: 'Restart whisper' });
  await restart.waitFor();
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  const at = () =>
    page.evaluate(() => {
      const { left, top, height } = document.querySelector('th')?.getBoundingClientRect() ?? new DOMRect();
      const strip = document.querySelector('header')?.getBoundingClientRect().bottom;
      const hit = document.elementFromPoint(left + 8, top + height / 2);
      return { sticks: top === strip, isHead: hit?.closest('th') !== null };
    });
  expect(await at()).toEqual({ sticks: true, isHead: true });
  await restart.click();
  await page.getByRole('alertdialog').getByText('What changes').waitFor();
  expect(await at()).toEqual({ sticks: true, isHead: false });
  await takePicture(page, 'dialog-over-head');
  await page.setViewportSize(DESK);
});

it('a node tells which certificates it has on demand, and warns of one with a third of its term left', async () => {
  await page.setViewportSize({ width: 360, height: 800 });
  await page.goto(`${backend.url}/nodes`);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const card = page.getByRole('region', { name: 'gpu-1' });
  await card.getByText('Client: 11 days left, less than a third of its term').waitFor();
  expect(await card.innerText()).not.toContain('CN=');
  await card.getByText('Subjects, fingerprints and last rotation').click();
  await card.getByText('CN=gpu-1.example.lan, O=Example').waitFor();
  expect(await card.getByText('the worker saw it change').count()).toBe(1);
  expect(await card.getByText('no change was seen since the worker started').count()).toBe(2);
  await card.getByRole('button', { name: 'Copy the fingerprint of the client certificate of gpu-1' }).click();
  await card.getByRole('button', { name: 'Copied the fingerprint' }).waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  await page.context().clearPermissions();
  expect(await card.innerText()).toContain(copied);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  expect(await axeInBothThemes(page)).toEqual({ light: [], dark: [] });
  expect(violations).toEqual([]);
  await page.setViewportSize(DESK);
});
