import type { Browser, Page } from 'playwright-core';
import { axeFindings, axeInBothThemes } from '../dashboard/axe.ts';
import { launch, openSignedIn, signIn, startOver } from '../dashboard/browser.ts';
import { FakeBackend } from '../dashboard/fake-backend.ts';

const DESK = { width: 1280, height: 720 };
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
  backend.setOps();
  backend.role = 'admin';
  await startOver(page);
});

/** open loads a page anew, at the width of a desk if no other is given. */
async function open(path: string, viewport = DESK): Promise<void> {
  await page.setViewportSize(viewport);
  await page.goto(`${backend.url}${path}`);
}

it('the sign-in page, the plan, the palette and the list of keys are without a serious finding of axe in both themes', async () => {
  await page.context().clearCookies();
  await open('/');
  await page.getByLabel('Password').waitFor();
  const findings = [await axeInBothThemes(page)];
  await signIn(page);
  await open('/services/local/ollama');
  await page.getByRole('button', { name: 'Restart ollama' }).click();
  await page.getByRole('alertdialog').getByText('What changes').waitFor();
  findings.push(await axeInBothThemes(page));
  await page.keyboard.press('Escape');
  for (const keys of ['Control+k', '?']) {
    await page.keyboard.press(keys);
    await page.getByRole('dialog').waitFor();
    findings.push(await axeInBothThemes(page));
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }
  for (const found of findings) expect(found).toEqual({ light: [], dark: [] });
});

it('a wrong password is refused with the reason, and the right one leads to where one wanted to go', async () => {
  await page.context().clearCookies();
  await open('/jobs');
  await page.getByLabel('Password').fill('open barley');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('The password is wrong.').waitFor();
  await signIn(page);
  await page.getByRole('heading', { name: 'Jobs', level: 1 }).waitFor();
});

describe('a file of the page that does not come', () => {
  afterEach(() => page.unrouteAll());

  it('is asked for again where it is the form to sign in', async () => {
    await page.context().clearCookies();
    await page.route('**/assets/SignInForm-*.js', (route) => route.abort(), { times: 1 });
    await open('/jobs');
    await signIn(page);
    await page.getByRole('heading', { name: 'Jobs', level: 1 }).waitFor();
  });

  it('is said where it is a page, which is there once all is loaded again', async () => {
    await open('/services');
    await page.getByRole('heading', { name: 'Services', level: 1 }).waitFor();
    await page.route('**/assets/KeysPage-*.css', (route) => route.abort(), { times: 1 });
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Keys' }).click();
    await page.getByRole('alert').getByText('A part of the page did not come').waitFor();
    await page.getByRole('button', { name: 'Load the page again' }).click();
    await page.getByRole('heading', { name: 'Keys', level: 1 }).waitFor();
  });
});

it('the overview has every service with its state, and those of a node that is away as last seen', async () => {
  await open('/');
  const services = page.getByRole('region', { name: 'Services' }).getByRole('listitem');
  await expect(services.filter({ hasText: 'open-webui' }).innerText()).resolves.toMatch(
    /on local\s+Unhealthy/,
  );
  await expect(services.filter({ hasText: 'vllm' }).first().innerText()).resolves.toMatch(
    /on gpu-1\s+Starting/,
  );
  await services.filter({ hasText: 'gpu-2' }).filter({ hasText: 'Unknown' }).first().waitFor();
  await services.getByRole('link', { name: 'redis' }).click();
  await page.getByRole('heading', { name: 'redis', level: 1 }).waitFor();
});

it('a session that ends leaves the page as it is, and goes on after signing in again', async () => {
  await open('/services');
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
  await open('/services');
  await page.getByRole('link', { name: 'ollama' }).waitFor();
  const buttons = await page.getByRole('main').getByRole('button').allInnerTexts();
  expect(buttons.filter((text) => /Restart|Start|Stop/.test(text) && !/Started/.test(text))).toEqual([]);
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill('restart plan');
  await page.getByText('Nothing is called that.').waitFor();
});

it('while ops is away the last data stays, the reason is said, and nothing that acts is offered', async () => {
  await open('/services');
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
  await open('/services');
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

it('a node whose GPU driver is lost stays reachable, and its GPU is not readable', async () => {
  backend.uses.gpuReason = 'nvidia-smi failed (9)';
  await open('/nodes');
  const card = page.getByRole('region', { name: 'gpu-1' });
  await card.getByText('GPU not readable').waitFor();
  const told = await card.innerText();
  expect(told).toContain('nvidia-smi failed (9).');
  expect(told).toContain('Reachable');
  expect(told).not.toContain('0 %');
  const local = await page.getByRole('region', { name: 'local' }).innerText();
  expect(local).toMatch(/ollama\s+8\.1 GiB, ollama 48213/);
  expect(local).toContain('71 % used, 64 °C, 214 W');
  backend.uses.gpuReason = undefined;
});

it('a node has its disk and its agent, and what nobody can tell of either is unknown with its cause', async () => {
  await open('/nodes');
  const card = (name: string) => page.getByRole('region', { name, exact: true });
  await card('gpu-1').getByText('Little room left').waitFor();
  expect(await card('gpu-1').innerText()).toMatch(
    /61\.2 GiB of 1\.8 TiB free[^]*Read where its create gate lies\./,
  );
  expect(await card('local').innerText()).toMatch(/121 GiB of 466 GiB free\s+Enough room/);
  await card('local').getByText('Agent answers').waitFor();
  const lost = await card('gpu-2').innerText();
  expect(lost).toContain('Agent unknown');
  expect(lost).toMatch(/Disk\s+Unknown\s+The node refused our certificate/);
  expect(lost).not.toMatch(/\d [GT]iB free/);
});

it('a plan that fills the disk says how much room there is, and what it does not know', async () => {
  await open('/services/gpu-1/vllm');
  await page.getByRole('button', { name: 'Pull images of vllm' }).click();
  const dialog = page.getByRole('alertdialog');
  await dialog.getByText('What it needs').waitFor();
  await dialog
    .getByText(/has only 61\.2 GiB of 1863\.0 GiB free, .* how much is fetched is not known/)
    .waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
});

it('a node says until when changes that may take long are possible, and from when they are refused', async () => {
  await open('/nodes');
  const long = (node: string) =>
    page.getByRole('region', { name: node }).getByRole('list', { name: 'Long changes' });
  await long('gpu-1').getByText('Deploy, roll back: possible').waitFor();
  await long('gpu-1').getByText('Pull, bring up: possible').waitFor();
  await long('gpu-2').getByText('Pull, bring up: refused').waitFor();
  await page.getByText("The server's certificate was not seen yet, and may end earlier.").waitFor();
  expect(await long('local').count()).toBe(0);
});

it('by the keyboard alone a service is found, its page opened, and its plan seen and left', async () => {
  await open('/nodes');
  await page.getByRole('heading', { name: 'Nodes', level: 1 }).waitFor();
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
  // The focus goes back a frame after the dialog is gone.
  await page.locator('button:focus', { hasText: 'Restart ollama' }).waitFor();
});

describe('while a part of the platform is away', () => {
  afterEach(() => {
    backend.opsLacks = [];
    backend.gone = undefined;
  });

  it('nothing is offered on any page that the audit could not record, and every page says why', async () => {
    await open('/services', { width: 1280, height: 800 });
    const restart = page.getByRole('button', { name: 'Restart ollama' });
    await restart.waitFor();
    backend.opsLacks = [{ name: 'audit', reason: 'nothing can be written: no space left' }];
    backend.tell('links');
    const strip = page.getByRole('alert').getByText('Actions are stopped: audit cannot be written.');
    await strip.waitFor();
    await restart.waitFor({ state: 'detached' });
    expect(await axeFindings(page)).toEqual([]);
    for (const [name, offered] of [
      ['Models', 'Pull model'],
      ['Tools', 'Add a server'],
      ['Keys', 'Make a key'],
    ] as const) {
      await page.getByRole('navigation').getByRole('link', { name }).click();
      await page.getByRole('heading', { name, level: 1 }).waitFor();
      await page.getByRole('table').first().waitFor();
      expect([name, await strip.isVisible()]).toEqual([name, true]);
      expect([offered, await page.getByText(offered, { exact: true }).count()]).toEqual([offered, 0]);
    }
    backend.opsLacks = [];
    backend.tell('links');
    await strip.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Make a key' }).waitFor();
  });

  it('jobs cannot start without Redis, and nobody says that none runs; keys can still be made', async () => {
    await open('/jobs');
    await page.getByText('Nothing runs and nothing waits.').waitFor();
    backend.opsLacks = [{ name: 'redis', reason: 'redis does not answer (ECONNREFUSED)' }];
    backend.tell('links');
    await page.getByText('Jobs cannot start: Redis does not answer').waitFor();
    await page.getByText('Nothing ran and nothing waited when this was last known.').waitFor();
    await page.goto(`${backend.url}/services`);
    await page.getByRole('link', { name: 'ollama' }).waitFor();
    await page.getByText('Jobs cannot start').waitFor();
    expect(await page.getByRole('button', { name: 'Restart ollama' }).count()).toBe(0);
    await page.goto(`${backend.url}/keys`);
    await page.getByRole('button', { name: 'Make a key' }).waitFor();
  });

  it.each([
    ['router', '/tools', 'Router unavailable since', /^(Disable|Enable|Approve|Block|Add)/],
    ['gateway', '/models', 'Gateway unavailable since', /^(Load|Unload|Pull)/],
  ] as const)('nothing that acts through the %s is offered', async (app, path, title, acting) => {
    await open(path);
    const buttons = page.getByRole('main').getByRole('button', { name: acting });
    await buttons.first().waitFor();
    backend.gone = app;
    backend.tell('links');
    await page.getByText(title).waitFor();
    await buttons.first().waitFor({ state: 'detached' });
    expect(await page.getByRole('table').first().isVisible()).toBe(true);
    const left = await page.getByRole('main').getByRole('button').allInnerTexts();
    expect(left.filter((text) => acting.test(text))).toEqual([]);
    backend.gone = undefined;
    backend.tell('links');
    await buttons.first().waitFor();
  });

  it('a stream that is lost says when the last event came, and both its loss and its return are read out', async () => {
    await open('/services', { width: 1280, height: 800 });
    await page.getByText('Live', { exact: true }).waitFor();
    await page.route('**/bff/live', (route) => route.abort());
    backend.live.cut();
    await page.getByText('last event').waitFor();
    expect(await page.getByRole('banner').innerText()).toMatch(
      /Reconnecting, \d+ m?s, last event \d\d:\d\d:\d\d/,
    );
    const spoken = page.getByRole('status');
    await spoken.filter({ hasText: 'The link is lost' }).waitFor({ state: 'attached' });
    await page.unroute('**/bff/live');
    await page.getByText('Live', { exact: true }).waitFor();
    await spoken.filter({ hasText: 'Live again.' }).waitFor({ state: 'attached' });
  });
});

it('a stream that stays away is offline after a minute, what is shown grows old, and both pass when it is back', async () => {
  // A page of its own, for its clock is not put right again.
  const { page, context } = await openSignedIn(browser, backend.url);
  await page.clock.install();
  await page.goto(`${backend.url}/services`);
  const strip = page.getByRole('banner');
  const head = page.getByRole('main').getByRole('heading', { level: 1 }).locator('..');
  await strip.getByText('Live', { exact: true }).waitFor();
  backend.opsReason = 'ops does not answer';
  backend.live.isAway = true;
  backend.live.cut();
  await strip.getByText(/^Reconnecting, /).waitFor();
  await page.clock.fastForward(70_000);
  await strip.getByText(/^Offline since /).waitFor();
  await head.getByText(/^1 min \d+ s ago$/).waitFor();
  backend.opsReason = undefined;
  backend.live.isAway = false;
  await page.clock.fastForward(20_000);
  await strip.getByText('Live', { exact: true }).waitFor();
  await head.getByText(/ago$/).waitFor({ state: 'detached' });
  await context.close();
});

describe('the strip and the title of the tab', () => {
  it('at the width of a phone the strip has the zone, and says that nothing needs attention', async () => {
    const { attention } = backend;
    backend.attention = [];
    backend.tell('attention');
    await open('/services', { width: 360, height: 700 });
    const strip = page.getByRole('banner');
    await strip.getByRole('button', { name: '0 need attention' }).click();
    await page.getByRole('dialog', { name: 'Nothing needs attention' }).waitFor();
    await page.keyboard.press('Escape');
    await strip.getByRole('button', { name: /Local/ }).click();
    await strip.getByRole('button', { name: /UTC/ }).waitFor();
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wider).toBe(0);
    backend.attention = attention;
    backend.tell('attention');
  });

  it('what needs attention leads to the thing itself', async () => {
    const { attention } = backend;
    const about = { kind: 'mcp', id: 'github' };
    const cause = {
      id: 'mcp/github',
      level: 'warning',
      cause: 'github is down',
      next: 'Read its log',
      about,
    };
    backend.attention = [{ ...cause, since: new Date().toISOString() }];
    backend.tell('attention');
    await open('/services');
    await page.getByRole('button', { name: '1 needs attention' }).click();
    await page.getByRole('dialog').getByRole('link').click();
    await page.waitForURL('**/tools/servers/github');
    backend.attention = attention;
    backend.tell('attention');
  });

  it('tells ten tabs apart, and a timeline is of the audit', async () => {
    await open('/services/local/ollama');
    await page.waitForFunction(() => document.title === 'ollama · Services · Switchyard');
    const [first] = backend.jobs.all;
    await page.goto(`${backend.url}/jobs/${first?.id}`);
    await page.getByRole('link', { name: 'All that belongs to this request' }).click();
    await page.waitForURL(`**/timeline/${first?.correlation_id}`);
    const current = page.getByRole('navigation').locator('[aria-current="page"]');
    expect(await current.innerText()).toBe('Audit');
    expect(await page.title()).toContain('Audit · Switchyard');
  });
});
