import { mkdir } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import type { RealBed } from './bed.ts';

const INTO = new URL('../../../test-results/dashboard/real/', import.meta.url).pathname;
/** Tall enough for most of a page: bars that stay at an edge of the window are where they belong. */
const SIZES = [
  { width: 1280, height: 1400 },
  { width: 390, height: 1600 },
] as const;
const THEMES = ['light', 'dark'] as const;

const PAGES: Readonly<Record<string, string>> = {
  overview: '/',
  models: '/models',
  playground: '/models/playground?model=loopback%2Fecho',
  tools: '/tools',
  'tool-server': '/tools/servers/everything?tool=echo',
  services: '/services',
  service: '/services/local/talker',
  jobs: '/jobs',
  audit: '/audit',
  nodes: '/nodes',
  keys: '/keys',
  training: '/training',
};

/** What is done on a page before it is shown. */
const SCENES: Readonly<Record<string, (page: Page) => Promise<unknown>>> = {
  playground: async (page) => {
    await page.getByRole('textbox', { name: 'Message' }).fill('Is anybody there?');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: /^Timeline/ }).waitFor();
  },
};

export function screenshots(bed: () => RealBed): void {
  beforeAll(() => mkdir(INTO, { recursive: true }));

  it.each(Object.entries(PAGES))('%s, at two widths, light and dark', async (name, path) => {
    const page = await bed().open(path);
    await SCENES[name]?.(page);
    await shoot(page, name);
  });

  it('timeline, at two widths, light and dark', async () => {
    const events = await bed().stack.operations.audit();
    const restart = events.find(({ action, resource }) => action === 'restart' && resource === 'local/slow');
    await shoot(await bed().open(`/timeline/${restart?.correlation_id}`), 'timeline');
  });
}

async function shoot(page: Page, name: string): Promise<void> {
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  for (const size of SIZES) {
    for (const colorScheme of THEMES) {
      await page.setViewportSize(size);
      await page.emulateMedia({ colorScheme });
      await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
      await page.screenshot({ path: `${INTO}${name}-${size.width}-${colorScheme}.png` });
    }
  }
}
