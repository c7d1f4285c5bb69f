import type { Browser } from 'playwright-core';
import { axeFindings } from '../dashboard/axe.ts';
import { launch, openPage, signIn } from '../dashboard/browser.ts';
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
afterEach(async () => {
  backend.expire();
  backend.setOps();
  backend.role = 'admin';
  await Promise.all(browser.contexts().map((context) => context.close()));
});

async function open(path: string, options: Parameters<typeof openPage>[1] = {}) {
  const opened = await openPage(browser, options);
  await opened.page.goto(`${backend.url}${path}`);
  await signIn(opened.page);
  return opened;
}

describe.each(['light', 'dark'] as const)('in the %s theme', (colorScheme) => {
  it('the sign-in page, the plan, the palette and the list of keys are without a serious finding of axe', async () => {
    const { page, violations } = await openPage(browser, { colorScheme });
    await page.goto(backend.url);
    await page.getByLabel('Password').waitFor();
    const findings = [await axeFindings(page)];
    await signIn(page);
    await page.goto(`${backend.url}/services/local/ollama`);
    await page.getByRole('button', { name: 'Restart ollama' }).click();
    await page.getByRole('alertdialog').getByText('What changes').waitFor();
    findings.push(await axeFindings(page));
    await page.keyboard.press('Escape');
    for (const keys of ['Control+k', '?']) {
      await page.keyboard.press(keys);
      await page.getByRole('dialog').waitFor();
      findings.push(await axeFindings(page));
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    expect(findings).toEqual([[], [], [], []]);
    expect(violations).toEqual([]);
  });
});

it('a wrong password is refused with the reason, and the right one leads to where one wanted to go', async () => {
  const { page } = await openPage(browser);
  await page.goto(`${backend.url}/jobs`);
  await page.getByLabel('Password').fill('open barley');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('The password is wrong.').waitFor();
  await signIn(page);
  await page.getByRole('heading', { name: 'Jobs', level: 1 }).waitFor();
});

it('a session that ends leaves the page as it is, and goes on after signing in again', async () => {
  const { page } = await open('/services');
  await page.getByLabel('Filter services').fill('ollama');
  backend.expire();
  const dialog = page.getByRole('dialog', { name: 'The session has ended' });
  await dialog.waitFor();
  await signIn(page);
  await dialog.waitFor({ state: 'detached' });
  expect(await page.getByLabel('Filter services').inputValue()).toBe('ollama');
  await page.getByText('Live', { exact: true }).waitFor();
});

it('a viewer is offered nothing that changes anything', async () => {
  backend.role = 'viewer';
  const { page } = await open('/services');
  await page.getByRole('link', { name: 'ollama' }).waitFor();
  const buttons = await page.getByRole('main').getByRole('button').allInnerTexts();
  expect(buttons.filter((text) => /Restart|Start|Stop/.test(text) && !/Started/.test(text))).toEqual([]);
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('restart');
  await page.getByText('Nothing is called that.').waitFor();
});

it('while ops is away the last data stays, the reason is said, and nothing that acts is offered', async () => {
  const { page } = await open('/services');
  const restart = page.getByRole('button', { name: 'Restart ollama' });
  await restart.waitFor();
  backend.setOps('ops does not answer (ECONNREFUSED)');
  await page.getByText('Ops unavailable since').waitFor();
  await page.getByText('Ops does not answer (ECONNREFUSED).').waitFor();
  await restart.waitFor({ state: 'detached' });
  expect(await page.getByRole('link', { name: 'ollama' }).isVisible()).toBe(true);
  backend.setOps();
  await restart.waitFor();
});

it('news reach the page without a request for them', async () => {
  const { page } = await open('/services');
  await page
    .getByRole('row', { name: /ollama/ })
    .getByText('Running')
    .waitFor();
  const before = backend.calls.length;
  const service = backend.services.find(({ name }) => name === 'ollama');
  if (service) service.state = 'paused';
  backend.tell('services');
  await page
    .getByRole('row', { name: /ollama/ })
    .getByText('Paused')
    .waitFor();
  expect(backend.calls.slice(before)).toEqual([]);
  if (service) service.state = 'running';
});

it('a list page makes one request for its data beside the stream', async () => {
  const { page } = await open('/services');
  await page.getByText('Live', { exact: true }).waitFor();
  const calls = backend.calls.filter((call) => call.startsWith('GET /bff'));
  expect(
    calls.slice(calls.lastIndexOf('GET /bff/live')).filter((call) => call !== 'GET /bff/live').length,
  ).toBeLessThan(2);
  await page.getByRole('link', { name: 'Nodes' }).first().click();
  await page.getByRole('heading', { name: 'gpu-1' }).waitFor();
});

it('by the keyboard alone a service is found, its page opened, and its plan seen and left', async () => {
  const { page } = await open('/nodes');
  await page.keyboard.press('g');
  await page.keyboard.press('s');
  await page.getByRole('link', { name: 'ollama' }).waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type('ollama');
  await page.getByText('1 service of').waitFor();
  await page.keyboard.press('Tab');
  await page.getByRole('link', { name: 'ollama' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'ollama', level: 1 }).waitFor();
  await page.getByRole('button', { name: 'Restart ollama' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('alertdialog', { name: 'Restart ollama on local' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('alertdialog').waitFor({ state: 'detached' });
  const focused = await page.evaluate(() => document.activeElement?.textContent);
  expect(focused).toBe('Restart ollama');
});
