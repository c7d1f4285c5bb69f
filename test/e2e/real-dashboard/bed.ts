import type { Browser, Page } from 'playwright-core';
import { PASSWORD, VIEWER_KEY, type DashboardStack } from '../dashboard-stack.ts';
import { launch, openPage, startOver } from '../../dashboard/browser.ts';

/** Shorter than a test's own limit, so that what was waited for is named. */
const PATIENCE_MS = 10_000;
const VIEWPORT = { width: 1280, height: 900 };

/**
 * RealBed is the whole stack with a browser before it. The owner signs in once and has one page, which every case leads
 * elsewhere: a page of its own would have all scripts to compile once more.
 */
export class RealBed {
  readonly stack: DashboardStack;
  private readonly browser: Browser;
  private readonly violations: string[][] = [];
  private own: Page | undefined;

  private constructor(stack: DashboardStack, browser: Browser) {
    this.stack = stack;
    this.browser = browser;
  }

  static async start(startStack: () => Promise<DashboardStack>): Promise<RealBed> {
    const [stack, browser] = await Promise.all([startStack(), launch()]);
    return new RealBed(stack, browser);
  }

  /** visit opens a page as nobody. */
  async visit(path: string): Promise<Page> {
    const { page, violations } = await openPage(this.browser, { viewport: VIEWPORT });
    page.setDefaultTimeout(PATIENCE_MS);
    this.violations.push(violations);
    await page.goto(`${this.stack.url}${path}`);
    return page;
  }

  /** open leads the owner's page there; the first time, the owner signs in with the password. */
  async open(path: string): Promise<Page> {
    if (this.own) {
      await this.own.goto(`${this.stack.url}${path}`);
      return this.own;
    }
    const page = await this.visit(path);
    await signInWithPassword(page);
    this.own = page;
    return page;
  }

  /** openAsViewer signs in with the key of a client that may only look. */
  async openAsViewer(path: string): Promise<Page> {
    const page = await this.visit(path);
    await page.getByRole('button', { name: 'Use a token instead' }).click();
    await page.getByLabel('Token').fill(VIEWER_KEY);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor({ state: 'detached' });
    return page;
  }

  /** tidy closes what is not the owner's, makes that as it was, and resolves with what broke the content policy. */
  async tidy(): Promise<string[]> {
    const others = this.browser.contexts().filter((context) => context !== this.own?.context());
    await Promise.all(others.map((context) => context.close()));
    if (this.own) await startOver(this.own);
    return this.violations.flatMap((violations) => violations.splice(0));
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.stack.close();
  }
}

export async function signInWithPassword(page: Page): Promise<void> {
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('navigation', { name: 'Pages' }).waitFor();
}
