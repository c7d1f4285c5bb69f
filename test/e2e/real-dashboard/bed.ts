import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { PASSWORD, VIEWER_KEY, type DashboardStack } from '../dashboard-stack.ts';
import { launch, openPage } from '../../dashboard/browser.ts';

type StorageState = Exclude<BrowserContextOptions['storageState'], string | undefined>;

/** Shorter than a test's own limit, so that what was waited for is named. */
const PATIENCE_MS = 10_000;

/** RealBed is the whole stack with a browser before it; who signed in once is signed in on every page it opens. */
export class RealBed {
  readonly stack: DashboardStack;
  private readonly browser: Browser;
  private readonly violations: string[][] = [];
  private signedIn: StorageState | undefined;

  private constructor(stack: DashboardStack, browser: Browser) {
    this.stack = stack;
    this.browser = browser;
  }

  static async start(startStack: () => Promise<DashboardStack>): Promise<RealBed> {
    const [stack, browser] = await Promise.all([startStack(), launch()]);
    return new RealBed(stack, browser);
  }

  /** visit opens a page as nobody. */
  async visit(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const viewport = { width: 1280, height: 900 };
    const { page, violations } = await openPage(this.browser, { viewport, ...options });
    page.setDefaultTimeout(PATIENCE_MS);
    this.violations.push(violations);
    await page.goto(`${this.stack.url}${path}`);
    return page;
  }

  /** open opens a page as the owner, who signed in with the password. */
  async open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    if (this.signedIn) return this.visit(path, { ...options, storageState: this.signedIn });
    const page = await this.visit(path, options);
    await signInWithPassword(page);
    await this.keepSession(page);
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

  /** keepSession takes over the session of a page that has signed in anew. */
  async keepSession(page: Page): Promise<void> {
    this.signedIn = await page.context().storageState();
  }

  /** closePages resolves with what broke the content policy since the last time. */
  async closePages(): Promise<string[]> {
    await Promise.all(this.browser.contexts().map((context) => context.close()));
    return this.violations.splice(0).flat();
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
