import type { Browser, Page } from 'playwright-core';
import { launch, openSignedIn } from '../dashboard/browser.ts';
import { DataRequests } from '../dashboard/data-requests.ts';
import { STORY } from '../dashboard/fake-audit.ts';
import { FakeBackend } from '../dashboard/fake-backend.ts';

const LISTS = {
  Overview: '/',
  Models: '/models',
  Tools: '/tools',
  Services: '/services',
  Jobs: '/jobs',
  Audit: '/audit',
  Nodes: '/nodes',
  Keys: '/keys',
  Training: '/training',
};
let backend: FakeBackend;
let browser: Browser;
let page: Page;
let violations: readonly string[];
let requests: DataRequests;

beforeAll(async () => {
  [backend, browser] = await Promise.all([FakeBackend.start(), launch()]);
  const viewport = { width: 1280, height: 720 };
  ({ page, violations } = await openSignedIn(browser, backend.url, { viewport }));
  requests = new DataRequests(page);
});
afterAll(async () => {
  await browser.close();
  await backend.stop();
});
beforeEach(() => {
  requests.asked.length = 0;
});
afterEach(() => {
  backend.training.state = undefined;
  expect(violations).toEqual([]);
});

/** shown waits for what the page is for, and for the end of its requests. */
async function shown(name: string): Promise<void> {
  await page.getByRole('heading', { name, level: 1 }).waitFor();
  await page.getByText('Live', { exact: true }).waitFor();
  await page.getByRole('main').locator('table, dl, [data-row]').first().waitFor();
  await requests.settled();
}

it.each([...Object.entries(LISTS), ['Timeline', `/timeline/${STORY}`] as const])(
  '%s makes one request for its data beside its stream when it is loaded',
  async (name, path) => {
    if (name === 'Training') backend.training.state = 'up';
    await page.goto('about:blank');
    await page.goto(`${backend.url}${path}`);
    await shown(name);
    expect(requests.asked).toEqual([expect.stringMatching(/^GET \/bff\/reads\?/)]);
  },
);

it('a list page makes no more than one when one comes to it from another', async () => {
  await page.goto(`${backend.url}/services`);
  await shown('Services');
  for (const name of Object.keys(LISTS)) {
    requests.asked.length = 0;
    backend.training.state = name === 'Training' ? 'up' : undefined;
    await page.getByRole('navigation').getByRole('link', { name, exact: true }).click();
    await shown(name);
    expect([name, requests.asked.slice(1)]).toEqual([name, []]);
  }
});

it('an app that is slow holds back its own part of a page, and no other', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  backend.heldBack.set('/bff/ops/stats', promise);
  await page.goto(`${backend.url}/services`);
  const row = page.getByRole('row', { name: /^ollama/ });
  await row.getByText('Running').waitFor();
  expect(await page.getByText('Figures read').count()).toBe(0);
  resolve();
  await row.getByText('182 %').waitFor();
  expect(requests.asked).toHaveLength(1);
  backend.heldBack.clear();
});

it('what may not be read is said where it is wanted, and the rest of the page is there', async () => {
  backend.role = 'viewer';
  await page.goto(`${backend.url}/timeline/${STORY}`);
  await page.getByText('You may not read timeline').waitFor();
  backend.opsReason = 'ops does not answer (ECONNREFUSED)';
  await page.goto(`${backend.url}/models`);
  await page.getByRole('table', { name: 'Models' }).waitFor();
  backend.opsReason = undefined;
  backend.role = 'admin';
});

it('a session that ends while a page reads is noticed by its reads, and what was shown stays', async () => {
  await page.goto(`${backend.url}/keys`);
  await shown('Keys');
  await page.route('**/bff/live', (route) => route.abort());
  backend.expire();
  await page.getByRole('navigation').getByRole('link', { name: 'Nodes', exact: true }).click();
  await page.getByRole('dialog', { name: 'The session has ended' }).waitFor();
  await page.unroute('**/bff/live');
});
