import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { PASSWORD } from './password.ts';

/** launch starts Debian's Chromium, with more arguments if any; its own sandbox needs a user that is not root. */
export function launch(...more: readonly string[]): Promise<Browser> {
  const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage', ...more] });
}

/** Runs in the page. As text, so that whoever opens pages needs no types of a browser. */
const TELL_VIOLATIONS = `
  document.addEventListener('securitypolicyviolation', ({ violatedDirective, sourceFile, sample }) => {
    void window.tellViolation([violatedDirective, sourceFile, sample].join(' '));
  });
`;

/** openPage opens a page that is not signed in, and keeps every violation of the content policy in `violations`. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}) {
  const context = await browser.newContext({ reducedMotion: 'reduce', locale: 'en-GB', ...options });
  const page = await context.newPage();
  const violations: string[] = [];
  await page.exposeFunction('tellViolation', (what: string) => void violations.push(what));
  await page.addInitScript({ content: TELL_VIOLATIONS });
  page.on('pageerror', (error) => violations.push(`page error: ${error.message}`));
  return { page, context, violations };
}

export async function signIn(page: Page): Promise<void> {
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { level: 1 }).first().waitFor();
}

/**
 * openSignedIn opens a page whose session has begun without the form. A spec keeps one for all its cases where it can: a
 * context of its own costs two processes, and has all scripts to compile once more.
 */
export async function openSignedIn(browser: Browser, url: string, options: BrowserContextOptions = {}) {
  const opened = await openPage(browser, options);
  const answer = await opened.context.request.post(`${url}/session`, { data: { password: PASSWORD } });
  if (!answer.ok()) throw new Error(`signing in was answered with ${answer.status()}`);
  return opened;
}

/** Runs in the page. */
const FORGET = 'localStorage.clear(); sessionStorage.clear();';

/** startOver makes a page that one case has left as a new one is, but for its session. */
export async function startOver(page: Page): Promise<void> {
  const others = page.context().pages();
  await Promise.all(others.filter((other) => other !== page).map((other) => other.close()));
  await page.evaluate(FORGET);
}
