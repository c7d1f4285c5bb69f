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
  await page.getByText('Figures read').waitFor();
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

it('a list page makes one request for its data beside the stream, and one for figures that grow old', async () => {
  const { page } = await open('/services');
  await page.getByText('Live', { exact: true }).waitFor();
  await page.getByText('Figures read').waitFor();
  const calls = backend.calls.slice(backend.calls.lastIndexOf('GET /session'));
  const asked = calls.filter((call) => call.startsWith('GET /bff') && call !== 'GET /bff/live');
  expect(asked.toSorted()).toEqual(['GET /bff/ops/services', 'GET /bff/ops/stats']);
  await page.getByRole('link', { name: 'Nodes' }).first().click();
  await page.getByRole('heading', { name: 'gpu-1' }).waitFor();
});

it('the list of services has what each uses; what is old says so, and what is not known is no zero', async () => {
  backend.uses.ageMs = 95_000;
  const { page } = await open('/services');
  const row = (name: string) => page.getByRole('row', { name: new RegExp(`^${name}`) });
  await row('ollama').getByText('182 %').waitFor();
  expect(await row('ollama').innerText()).toMatch(/9\.3 GiB\s+8\.1 GiB\s+20 min/);
  expect(await row('vllm').innerText()).toContain('1 min old');
  expect(await row('vllm').innerText()).toContain('40.0 GiB set aside');
  expect(await row('comfyui').innerText()).toMatch(/Unknown\s+last seen\s+50 min ago/);
  expect(await row('comfyui').getByRole('button').count()).toBe(0);
  expect(await row('n8n').innerText()).not.toMatch(/%|GiB|Unknown/);
  backend.uses.ageMs = 1_800;
});

it('a node whose GPU driver is lost stays reachable, and its GPU is not readable', async () => {
  backend.uses.gpuReason = 'nvidia-smi failed (9)';
  const { page } = await open('/nodes');
  const card = page.getByRole('region', { name: 'gpu-1' });
  await card.getByText('GPU not readable').waitFor();
  const told = await card.innerText();
  expect(told).toContain('Nvidia-smi failed (9).');
  expect(told).toContain('Reachable');
  expect(told).not.toContain('0 %');
  const local = await page.getByRole('region', { name: 'local' }).innerText();
  expect(local).toMatch(/ollama\s+8\.1 GiB, ollama 48213/);
  expect(local).toContain('71 % used, 64 °C, 214 W');
  backend.uses.gpuReason = undefined;
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
