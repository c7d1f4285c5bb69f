import type { Browser, Page } from 'playwright-core';
import { axeFindings } from '../dashboard/axe.ts';
import { launch, openSignedIn, startOver } from '../dashboard/browser.ts';
import { FakeBackend } from '../dashboard/fake-backend.ts';

const DESK = { width: 1280, height: 800 };
let backend: FakeBackend;
let browser: Browser;
let page: Page;
let violations: readonly string[];

beforeAll(async () => {
  [backend, browser] = await Promise.all([FakeBackend.start(), launch()]);
  ({ page, violations } = await openSignedIn(browser, backend.url, { viewport: DESK }));
});
afterAll(async () => {
  await browser.close();
  await backend.stop();
});
afterEach(async () => {
  expect(violations).toEqual([]);
  backend.role = 'admin';
  await startOver(page);
});

async function open(path: string, viewport = DESK): Promise<void> {
  await page.setViewportSize(viewport);
  await page.goto(`${backend.url}${path}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
}

const row = (name: string) => page.getByRole('row', { name: new RegExp(`^${name}`) });
/** The first cell of each row of the list, a heading with a mark before it. */
const lines = () =>
  page
    .getByRole('table', { name: 'Services' })
    .locator('tbody tr')
    .evaluateAll((rows) =>
      rows.map((each) => {
        const [first] = each.children;
        return `${first?.tagName === 'TH' ? '# ' : ''}${first?.querySelector('a, strong')?.textContent}`;
      }),
    );
const headers = () => page.getByRole('table').first().getByRole('columnheader').allInnerTexts();

it('the list of services has what each uses; what is old says so, and what is not known is no zero', async () => {
  backend.uses.ageMs = 95_000;
  await open('/services');
  await row('ollama').getByText('182 %').waitFor();
  expect(await row('ollama').innerText()).toMatch(/9\.3 GiB\s+8\.1 GiB\s+2\d min/);
  expect(await row('vllm').innerText()).toContain('1 min old');
  expect(await row('vllm').innerText()).toContain('40.0 GiB set aside');
  expect(await row('comfyui').innerText()).toMatch(/Unknown\s+last seen\s+5\d min ago/);
  expect(await row('comfyui').getByRole('button').count()).toBe(0);
  expect(await row('n8n').innerText()).not.toMatch(/%|GiB|Unknown/);
  backend.uses.ageMs = 1_800;
});

describe('groups', () => {
  it('services stand under their nodes, with how many there are, how the node is, when it was seen and why not now', async () => {
    await open('/services');
    await page.getByText('Figures read').waitFor();
    expect((await lines()).filter((line) => line.startsWith('#'))).toEqual(['# local', '# gpu-1', '# gpu-2']);
    const heading = (name: string) => page.getByRole('rowheader', { name: new RegExp(`^${name}`) });
    expect(await heading('local').innerText()).toMatch(/^local\s+7 services\s+Reachable\s+last seen /);
    expect(await heading('gpu-2').innerText()).toMatch(
      /^gpu-2\s+1 service\s+Unreachable\s+last seen 5\d min ago\s+The node refused our certificate: it has expired\.$/,
    );
    expect(await row('comfyui').count()).toBe(1);
    const part = page.getByRole('rowgroup').filter({ has: heading('gpu-1') });
    expect(await part.getByRole('row').count()).toBe(3);
    expect(await axeFindings(page)).toEqual([]);
  });

  it('an order is within each group, and what rows are grouped by is in the address', async () => {
    await open('/services');
    await page.getByRole('button', { name: 'Service', exact: true }).click();
    await page.getByRole('button', { name: 'Service', exact: true }).click();
    await page.waitForURL(/sort=-name/);
    expect((await lines()).slice(0, 3)).toEqual(['# local', 'router', 'redis']);
    expect((await lines()).slice(-5)).toEqual(['# gpu-1', 'whisper', 'vllm', '# gpu-2', 'comfyui']);
    await page.getByRole('button', { name: 'Groups' }).click();
    await page.getByRole('option', { name: 'Group by project' }).click();
    await page.waitForURL(/group=project/);
    expect((await lines()).filter((line) => line.startsWith('#'))).toEqual(['# switchyard', '# models']);
    expect(await headers()).toContain('Node');
    await open('/services?group=nothing&sort=name');
    await row('comfyui').waitFor();
    expect((await lines())[0]).toBe('comfyui');
    expect(await page.getByRole('rowheader').count()).toBe(0);
    expect(await row('comfyui').innerText()).toContain('gpu-2');
  });

  it('a service that comes while somebody points at a row moves none, and goes under its node when it is asked for', async () => {
    await open('/services');
    await row('redis').hover();
    const before = await row('whisper').boundingBox();
    const [first] = backend.services;
    if (first) backend.services.push({ ...first, id: 'added', name: 'added' });
    backend.tell('services');
    const show = page.getByRole('button', { name: '1 change, show' });
    await show.waitFor();
    expect((await lines()).slice(-3)).toEqual(['comfyui', '# local', 'added']);
    expect(await row('whisper').boundingBox()).toEqual(before);
    await show.click();
    await show.waitFor({ state: 'detached' });
    expect((await lines()).slice(0, 2)).toEqual(['# local', 'added']);
    backend.services.pop();
  });
});

describe('the choice of columns', () => {
  const choose = async (table: string) => {
    await page.getByRole('button', { name: `Columns of ${table}` }).click();
    return page.getByRole('dialog', { name: `Columns of ${table}` });
  };

  it.each([
    ['/services', 'services'],
    ['/models', 'models'],
    ['/tools', 'tool servers'],
    ['/keys', 'keys'],
    ['/jobs', 'jobs that ended'],
    ['/audit', 'events'],
  ])('%s has at most eight at first, and a choice of the others', async (path, table) => {
    await open(path);
    await page.locator('main [data-row]').first().waitFor();
    const button = page.getByRole('button', { name: `Columns of ${table}` });
    await button.waitFor();
    const tables = await page.getByRole('table').all();
    const counts = await Promise.all(tables.map((one) => one.getByRole('columnheader').count()));
    expect(Math.max(...counts)).toBeLessThanOrEqual(8);
  });

  it('is made with the keyboard, remembered, the same on a phone, and taken back', async () => {
    await open('/services');
    await page.getByRole('button', { name: 'Columns of services' }).focus();
    await page.keyboard.press('Enter');
    const menu = page.getByRole('dialog', { name: 'Columns of services' });
    await menu.waitFor();
    expect(await menu.getByRole('checkbox', { name: 'Service' }).count()).toBe(0);
    await menu.getByRole('checkbox', { name: 'CPU' }).focus();
    await page.keyboard.press('Space');
    await menu.getByRole('checkbox', { name: 'Project' }).focus();
    await page.keyboard.press('Space');
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await menu.waitFor({ state: 'detached' });
    const chosen = ['Service', 'State', 'Image', 'Memory', 'GPU', 'Uptime', 'Project', 'Actions'];
    expect(await headers()).toEqual(chosen);
    await page.reload();
    await row('ollama').waitFor();
    expect(await headers()).toEqual(chosen);
    await page.setViewportSize({ width: 390, height: 800 });
    const card = await row('ollama').innerText();
    expect([card.includes('switchyard'), card.includes('182 %')]).toEqual([true, false]);
    await (await choose('services')).getByRole('button', { name: 'As at first' }).click();
    expect(await headers()).not.toContain('Project');
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
  });

  it('that names what is not there any more, or is no choice at all, hides nothing that must be seen', async () => {
    await open('/services');
    await page.evaluate(() =>
      localStorage.setItem('switchyard.columns.services', '-name -state +moon {"x":1}'),
    );
    await page.reload();
    await row('ollama').waitFor();
    expect(await headers()).toEqual([
      'Service',
      'State',
      'Image',
      'CPU',
      'Memory',
      'GPU',
      'Uptime',
      'Actions',
    ]);
  });
});

describe('the difference of configuration', () => {
  it('a mark leads to it, field by field, and no value of a variable is there', async () => {
    await open('/services');
    await row('router').getByRole('link', { name: 'Differs from its files: router' }).click();
    await page.getByRole('heading', { name: 'Configuration difference', level: 1 }).waitFor();
    await page.getByText('5 differences').waitFor();
    const told = (name: string) => page.getByRole('row', { name: new RegExp(`^${name}`) }).innerText();
    expect(await told('Command')).toMatch(/--token \*\*\*\s+node .+ --trace\s+Would change/);
    expect(await told('Variable GATEWAY_KEY')).toMatch(/\sSet\s+Set, another value\s+Would change/);
    expect(await told('Memory limit')).toMatch(/Not set\s+512 MiB\s+Would be added/);
    expect(await axeFindings(page)).toEqual([]);
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
  });

  it('is in the menu of every service for whoever may only look, and says that there is none', async () => {
    backend.role = 'viewer';
    await open('/services');
    await page.getByRole('button', { name: 'More for gateway' }).click();
    const items = await page.getByRole('menuitem').allInnerTexts();
    expect(items).toEqual(['Configuration difference', 'Events since today']);
    await page.getByRole('menuitem', { name: 'Configuration difference' }).click();
    await page.getByText('It is as the Compose files say.').waitFor();
    expect(new URL(page.url()).pathname).toBe('/services/local/gateway/difference');
  });

  it('where it cannot be told there is no mark, but why', async () => {
    const service = backend.services.find(({ name }) => name === 'n8n');
    if (service) Object.assign(service, { drift: 'drifted', differs: [] });
    await open('/services');
    await row('n8n').getByText('What differs from its files is not known').waitFor();
    expect(await row('n8n').getByText('Differs', { exact: true }).count()).toBe(0);
    expect(await row('vllm').getByText('Differs', { exact: true }).count()).toBe(0);
    await open('/services/gpu-1/vllm/difference');
    await page.getByText('The difference is not known').waitFor();
    await page.getByText(`are not on the worker's host`).waitFor();
    await open('/services/local/n8n');
    await page.getByText('What differs from the Compose files is not known').waitFor();
    if (service) Object.assign(service, { drift: 'none' });
  });

  it('is named on the page of the service, with a way there', async () => {
    await open('/services/local/router');
    const note = page.getByText('It differs in: command, variables, limits, mounts.');
    await note.waitFor();
    await note.getByRole('link', { name: 'Configuration difference' }).click();
    await page.getByText('5 differences').waitFor();
  });
});
