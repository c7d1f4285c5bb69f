import type { Browser, Page } from 'playwright-core';
import { axeFindings } from '../dashboard/axe.ts';
import { launch, openSignedIn, startOver } from '../dashboard/browser.ts';
import { FakeBackend } from '../dashboard/fake-backend.ts';
import { FakeKeys } from '../dashboard/fake-keys.ts';

let backend: FakeBackend;
let browser: Browser;
let page: Page;
let violations: readonly string[];

beforeAll(async () => {
  [backend, browser] = await Promise.all([FakeBackend.start(), launch()]);
  ({ page, violations } = await openSignedIn(browser, backend.url));
});
afterAll(async () => {
  await browser.close();
  await backend.stop();
});
afterEach(async () => {
  expect(violations).toEqual([]);
  backend.role = 'admin';
  Object.assign(backend.keys, new FakeKeys());
  await startOver(page);
});

const open = (path = '/keys') => page.goto(`${backend.url}${path}`);
const row = (name: string) => page.getByRole('row', { name: new RegExp(`^${name}`) });

async function draft(name: string): Promise<void> {
  await page.getByRole('button', { name: 'Make a key' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill(name);
}

it('the list says in words what a key reaches, when it was used, and where it is changed', async () => {
  await open();
  await row('ann-laptop').getByText('Every service on node local').waitFor();
  await row('open-webui').getByText('gateway').waitFor();
  await row('old-monitor').getByText('Not since').waitFor();
  await row('trial').getByText('Expired').waitFor();
  await row('ci').getByText('Change it there').waitFor();
  for (const text of ['github/create_issue', 'ollama/qwen3:8b', 'ops-token'])
    await row('ann-laptop').getByText(text, { exact: true }).waitFor();
  await row('ann-laptop').getByText('Operator, Deployer').waitFor();
  expect(await row('ci').getByRole('button').count()).toBe(0);
  await page.getByRole('table', { name: 'Revoked keys' }).getByText('lost-phone').waitFor();
});

it('the list says how often a key called in the last hour, what may hold it back, and what it spent in a day', async () => {
  await open();
  const cell = (name: string, says: string) => row(name).getByRole('cell', { name: says, exact: true });
  await cell('ann-laptop', '5 calls 120/min at github').waitFor();
  await cell('ann-laptop', '8.1K in, 940 out').waitFor();
  await cell('open-webui', '61 calls').waitFor();
  await cell('open-webui', '2.3M in, 412K out').waitFor();
  await cell('old-monitor', '0 calls').waitFor();
  await page.getByRole('button', { name: 'Tokens, 24 h' }).click();
  await page.getByRole('columnheader', { name: 'Tokens, 24 h' }).and(page.locator('[aria-sort]')).waitFor();
});

it('an app that does not tell makes a use unknown, and not none', async () => {
  backend.keys.since['router'] = null;
  backend.keys.limits = null;
  backend.keys.gaps = [
    { kind: 'tool', reason: 'ops does not answer', whole_since: null },
    { kind: 'model', reason: 'the gateway has started since', whole_since: new Date().toISOString() },
  ];
  await open();
  await page.getByText('Uses at the router are missing').waitFor();
  await page.getByText('Limits of rate could not be read: router does not answer').waitFor();
  await row('ann-laptop').getByText('At least 5 calls').waitFor();
  await row('ann-laptop').getByText('Limits unknown').waitFor();
  await row('ann-laptop').getByText('At least 8.1K in, 940 out').waitFor();
  await page.getByText('More calls of tools may have been: ops does not answer.').waitFor();
  await row('old-monitor').getByText('Unknown').first().waitFor();
});

it('a key is made after a look at what it may, shown once, and left only by saying that it is stored', async () => {
  await open('/nodes');
  await page.getByRole('link', { name: 'Keys' }).first().click();
  await draft('night-jobs');
  const preview = page.getByRole('region', { name: 'What the key may do' });
  await preview.getByText('Nothing yet').waitFor();
  await page.getByText('Deployer: looks').click();
  await page.getByRole('textbox', { name: 'Nodes' }).fill('local, gpu-7');
  await page.getByText('Now 1 of 3 nodes: local. Nothing is called gpu-7.').waitFor();
  await page.getByRole('textbox', { name: 'Services' }).fill('o*');
  await page.getByText('ollama, open-webui').waitFor();
  await preview.getByText('Pull, deploy and roll back service o* on nodes local, gpu-7').waitFor();
  await preview.getByText('Start, stop or restart anything').waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await page.getByRole('button', { name: 'Make key night-jobs' }).click();

  const shown = page.getByRole('alertdialog', { name: 'Key of night-jobs' });
  const key = await shown.locator('pre').innerText();
  expect(key).toMatch(/^sy-[\w-]{43}$/);
  expect(await axeFindings(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.mouse.click(5, 5);
  await page.goBack();
  expect(await shown.isVisible()).toBe(true);
  expect(page.url()).toBe(`${backend.url}/keys`);
  await shown.getByRole('button', { name: 'I have stored it' }).click();
  await shown.waitFor({ state: 'detached' });
  await row('night-jobs').getByText('Never', { exact: true }).first().waitFor();
  expect(await page.content()).not.toContain(key);
  expect(backend.calls.join()).not.toContain(key);
});

it('a name that was ever given is refused before anything is sent', async () => {
  await open();
  const before = backend.calls.length;
  await draft('lost-phone');
  await page.getByText('This is or was the name of a key. Take another.').waitFor();
  expect(await page.getByRole('button', { name: 'Make key lost-phone' }).isDisabled()).toBe(true);
  expect(backend.calls.slice(before).filter((call) => call.startsWith('POST'))).toEqual([]);
});

it('a refusal keeps what was typed; an answer that is lost is not taken for one', async () => {
  await open();
  backend.keys.next = 'forbidden';
  await draft('wide');
  await page.getByRole('button', { name: 'Make key wide' }).click();
  await page.getByText('Refused. No key was made.').waitFor();
  expect(await page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('wide');
  backend.keys.next = 'lost';
  await page.getByRole('button', { name: 'Make key wide' }).click();
  await page.getByText('No answer. The key may have been made.').waitFor();
});

it('a key that is in use is revoked by its name and a reason, which is kept', async () => {
  await open();
  await page.getByRole('button', { name: 'Revoke ann-laptop' }).click();
  const plan = page.getByRole('alertdialog', { name: 'Revoke ann-laptop' });
  await plan.getByText('Used in the last 24 h').waitFor();
  await plan
    .getByText('In the last 24 h it called ollama/qwen3:8b (12 calls), github/create_issue (3 calls).')
    .waitFor();
  await plan.getByText('In the last hour it made 5 calls.').waitFor();
  await plan.getByText('its calls of models took 8,120 tokens in and 940 out.').waitFor();
  const confirm = plan.getByRole('button', { name: 'Revoke ann-laptop' });
  expect(await confirm.isDisabled()).toBe(true);
  await plan.getByLabel('Type ann-laptop to confirm').fill('ann-laptop');
  await plan.getByLabel('Reason').fill('She has a new one');
  await confirm.click();
  await plan.waitFor({ state: 'detached' });
  await page.getByRole('table', { name: 'Revoked keys' }).getByText('ann-laptop').waitFor();
  expect(backend.keys.reasons).toEqual(['She has a new one']);
});

it('a key that nobody used takes one button; when it is used meanwhile it is not revoked by it', async () => {
  await open();
  await page.getByRole('button', { name: 'Revoke old-monitor' }).click();
  const plan = page.getByRole('alertdialog', { name: 'Revoke old-monitor' });
  await plan.getByText('Nobody used it in the last 24 h.').waitFor();
  backend.keys.uses.push({ client: 'old-monitor', app: 'ops', at: new Date().toISOString() });
  await plan.getByRole('button', { name: 'Revoke old-monitor' }).click();
  await plan.getByText('It was used a moment ago').waitFor();
  expect(backend.keys.revoked.map(({ id }) => id)).toEqual(['lost-phone']);
});

it('who may not administer is told so, and offered nothing', async () => {
  await page.goto('about:blank');
  const before = backend.calls.length;
  backend.role = 'viewer';
  await open();
  await page.getByText('Your key may not read keys').waitFor();
  expect(await page.getByRole('main').getByRole('button').count()).toBe(0);
  expect(backend.calls.slice(before)).not.toContain('GET /bff/ops/keys');
});
