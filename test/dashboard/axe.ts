import axe from 'axe-core';
import type { Page } from 'playwright-core';

interface Found {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly html: string }[];
}

/** axeFindings are what axe finds on the page as it is, serious or worse, with the elements. */
export async function axeFindings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const { axe: here } = window as unknown as {
      axe: { run(options: object): Promise<{ violations: Found[] }> };
    };
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    return (await here.run({ runOnly: tags })).violations;
  });
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
}

/** axeInBothThemes are axe's findings in each theme; the light one is left on. */
export async function axeInBothThemes(page: Page): Promise<{ dark: string[]; light: string[] }> {
  const findings: { dark: string[]; light: string[] } = { dark: [], light: [] };
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    findings[colorScheme] = await axeFindings(page);
  }
  return findings;
}
