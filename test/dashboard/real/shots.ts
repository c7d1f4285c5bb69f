import { mkdir } from 'node:fs/promises';
import type { RealBed } from './bed.ts';

const INTO = new URL('../../../test-results/dashboard/real/', import.meta.url).pathname;
const SIZES = [
  { width: 1280, height: 900 },
  { width: 390, height: 844 },
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

export function screenshots(bed: () => RealBed): void {
  it.each(Object.entries(PAGES))('%s, at two widths, light and dark', async (name, path) => {
    await mkdir(INTO, { recursive: true });
    const page = await bed().open(path);
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    for (const size of SIZES) {
      for (const colorScheme of THEMES) {
        await page.setViewportSize(size);
        await page.emulateMedia({ colorScheme });
        await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
        await page.screenshot({ path: `${INTO}${name}-${size.width}-${colorScheme}.png`, fullPage: true });
      }
    }
  });
}
