import type { Browser, Page } from 'playwright-core';
import { axeFindings } from '../dashboard/axe.ts';
import { launch, openPage, signIn } from '../dashboard/browser.ts';
import { STORY } from '../dashboard/fake-audit.ts';
import { FakeBackend } from '../dashboard/fake-backend.ts';

let backend: FakeBackend;
let browser: Browser;

beforeAll(async () => {
  [backend, browser] = await Promise.all([FakeBackend.start(), launch()]);
});
afterAll(async () => {
  await browser.close();
  await backend.stop();
});

/** Each is ready once this is seen. */
const PAGES: readonly (readonly [path: string, ready: (page: Page) => Promise<unknown>])[] = [
  ['/services', (page) => page.getByRole('link', { name: 'ollama' }).waitFor()],
  ['/services/local/ollama', (page) => page.getByText('request finished').first().waitFor()],
  ['/services/logs', (page) => page.getByText('request finished').first().waitFor()],
  ['/models', (page) => page.getByRole('link', { name: 'ollama/qwen3:8b' }).first().waitFor()],
  ['/models/ollama%2Fqwen3%3A8b', (page) => page.getByRole('heading', { name: 'Newest calls' }).waitFor()],
  ['/models/playground', (page) => page.getByText('it needs no GPU').waitFor()],
  ['/', (page) => page.getByRole('heading', { name: 'Last events' }).waitFor()],
  ['/audit', (page) => page.getByText('Nothing older').or(page.getByText('Older events follow')).waitFor()],
  [`/timeline/${STORY}`, (page) => page.getByText(/Policy denied tool/).waitFor()],
  ['/jobs', (page) => page.getByRole('link', { name: /Deploy open-webui/ }).waitFor()],
  ['/nodes', (page) => page.getByRole('heading', { name: 'gpu-2' }).waitFor()],
  ['/tools', (page) => page.getByRole('button', { name: /^Approve this version/ }).waitFor()],
  ['/tools/add', (page) => page.getByText('Server').first().waitFor()],
  [
    '/tools/servers/github?tool=search_issues',
    (page) => page.getByRole('heading', { name: 'Try it' }).waitFor(),
  ],
  ['/tools/servers/files?tab=policy', (page) => page.getByLabel('Clients that may call').waitFor()],
  ['/keys', (page) => page.getByRole('button', { name: 'Revoke ann-laptop' }).waitFor()],
  ['/training', (page) => page.getByText('No training server yet').waitFor()],
  ['/nowhere', (page) => page.getByRole('heading', { name: 'No such page' }).waitFor()],
];

/** What is not seen when a page is just opened. */
const MOMENTS: readonly (readonly [moment: string, reach: (page: Page) => Promise<unknown>])[] = [
  [
    'a list in which nothing matches, beside the open job panel,',
    async (page) => {
      await page.setViewportSize({ width: 1280, height: 800 });
      await page.goto(`${backend.url}/services?filter=nothing-is-called-that`);
      await page.getByText('No match among').waitFor();
      await page.getByRole('banner').getByRole('button', { name: 'Jobs' }).click();
      await page.getByRole('complementary', { name: 'Jobs of this tab' }).waitFor();
    },
  ],
  [
    'an open menu of a row',
    async (page) => {
      await page.getByRole('button', { name: 'Clear filter' }).click();
      await page.getByRole('button', { name: 'More for ollama' }).click();
      await page.getByRole('menu').waitFor();
    },
  ],
  [
    'a list on a phone',
    async (page) => {
      await page.keyboard.press('Escape');
      await page.getByRole('complementary').getByRole('button', { name: 'Close the job panel' }).click();
      await page.setViewportSize({ width: 390, height: 800 });
      await page.getByRole('button', { name: 'Restart ollama' }).waitFor();
    },
  ],
  [
    'what failed to be read, while ops is away,',
    async (page) => {
      await page.setViewportSize({ width: 1280, height: 800 });
      backend.setOps('ops does not answer (ECONNREFUSED)');
      await page.goto(`${backend.url}/keys`);
      await page.getByText('Ops unavailable since').waitFor();
      await page.getByText('The keys could not be read').waitFor();
    },
  ],
];

describe.each(['light', 'dark'] as const)('in the %s theme', (colorScheme) => {
  let page: Page;
  let violations: readonly unknown[];

  beforeAll(async () => {
    ({ page, violations } = await openPage(browser, { colorScheme }));
    await page.goto(`${backend.url}/nowhere`);
    await signIn(page);
  });
  afterEach(() => backend.setOps());
  afterAll(() => page.context().close());

  it.each(PAGES)('%s has no serious finding of axe, and keeps the content policy', async (path, ready) => {
    await page.goto(`${backend.url}${path}`);
    await ready(page);
    expect(await axeFindings(page)).toEqual([]);
    expect(violations).toEqual([]);
  });

  it.each(MOMENTS)('%s has no serious finding of axe either', async (_, reach) => {
    await reach(page);
    expect(await axeFindings(page)).toEqual([]);
    expect(violations).toEqual([]);
  });
});

describe('at every width', () => {
  let page: Page;

  beforeAll(async () => {
    ({ page } = await openPage(browser));
    await page.goto(`${backend.url}/nowhere`);
    await signIn(page);
  });
  afterAll(() => page.context().close());

  it.each(PAGES)('%s does not scroll sideways, from 320 to 2560 px', async (path, ready) => {
    await page.goto(`${backend.url}${path}`);
    await ready(page);
    const wide: string[] = [];
    for (const width of [320, 360, 390, 719, 720, 900, 1200, 2560]) {
      await page.setViewportSize({ width, height: 800 });
      const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (over > 0) wide.push(`${path} at ${width} px by ${over} px`);
    }
    expect(wide).toEqual([]);
  });
});

it('a dialog lies over the head of a table that sticks to the top', async () => {
  const { page } = await openPage(browser, { viewport: { width: 1280, height: 400 } });
  await page.goto(`${backend.url}/services`);
  await signIn(page);
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
  await page.context().close();
});
