import { mkdir } from 'node:fs/promises';
import type { Page } from 'playwright-core';

const INTO = new URL('../../test-results/dashboard/gates/', import.meta.url).pathname;

/** takePicture keeps what is seen of a page, for people to look at. */
export async function takePicture(page: Page, name: string): Promise<void> {
  await mkdir(INTO, { recursive: true });
  await page.screenshot({ path: `${INTO}${name}.png` });
}

/** pictureName is a page's address as the name of a file. */
export function pictureName(path: string): string {
  return (
    path
      .replaceAll(/[^A-Za-z0-9]+/g, ' ')
      .trim()
      .replaceAll(' ', '-') || 'overview'
  );
}
