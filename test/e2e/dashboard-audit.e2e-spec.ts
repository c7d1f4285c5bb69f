import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { launch, openPage, signIn } from '../dashboard/browser.ts';
import { STORY, STORY_TRACE } from '../dashboard/fake-audit.ts';
import { FakeBackend } from '../dashboard/fake-backend.ts';
import { verifiedByOps } from './verified-by-ops.ts';

let backend: FakeBackend;
let browser: Browser;
let page: Page;
let violations: readonly unknown[] = [];

beforeAll(async () => {
  [backend, browser] = await Promise.all([FakeBackend.start(), launch()]);
});
afterAll(async () => {
  await browser.close();
  await backend.stop();
});
afterEach(async () => {
  backend.expire();
  backend.role = 'admin';
  backend.audit.brokenAt = undefined;
  await page.context().close();
  expect(violations).toEqual([]);
});

async function open(path: string, options: BrowserContextOptions = {}): Promise<void> {
  ({ page, violations } = await openPage(browser, { viewport: { width: 1280, height: 800 }, ...options }));
  await page.goto(`${backend.url}${path}`);
  await signIn(page);
}

const events = () => page.getByRole('table', { name: 'Events' });
const rows = () => events().locator('tbody tr[data-row]');
const status = (text: string | RegExp) => page.getByRole('status').filter({ hasText: text });

describe('the audit', () => {
  it('is filtered by the server, counted, and kept in the address', async () => {
    await open('/audit');
    await status('10,000 events').waitFor();
    await page.getByLabel('Actor').fill('ci');
    await page.keyboard.press('Enter');
    await status(/matches among 10,0/).waitFor();
    expect(new URL(page.url()).search).toBe('?actor=ci');
    expect(await events().getByText('ops-token').count()).toBe(0);
    await page.reload();
    await status(/matches among/).waitFor();
    await page.getByLabel('Object').fill('nothing at all');
    await page.keyboard.press('Enter');
    await page.getByText(/^No match among 10,?0/).waitFor();
    await page.getByRole('button', { name: 'Clear filter' }).last().click();
    await status('10,000 events').waitFor();
  });

  it('shows an event whole, and then only those of its actor', async () => {
    await open('/audit');
    await events()
      .getByRole('button', { name: /^Denied event/ })
      .first()
      .click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('"actor": "watcher"').waitFor();
    await dialog.getByRole('button', { name: 'Only watcher' }).click();
    await dialog.waitFor({ state: 'detached' });
    await status(/matches among/).waitFor();
    expect(new URL(page.url()).search).toBe('?actor=watcher');
  });

  it('is exported by exactly the filter', async () => {
    await open('/audit?actor=ci&result=unknown');
    await status(/matches/).waitFor();
    await page.getByRole('button', { name: 'Export' }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: 'Export matches as CSV' }).click();
    expect((await download).suggestedFilename()).toMatch(/^audit-.*\.csv$/);
    expect(backend.audit.exported).toEqual(['actor=ci&result=unknown&format=csv']);
  });

  it('scrolls through ten thousand events, of which few are in the page at a time', async () => {
    await open('/audit');
    await rows().first().waitFor();
    const most = await page.waitForFunction(() => {
      const told = window as unknown as { most?: number };
      told.most = Math.max(told.most ?? 0, document.querySelectorAll('tbody tr[data-row]').length);
      window.scrollTo(0, document.documentElement.scrollHeight);
      return document.body.textContent.includes('Nothing older') ? told.most : undefined;
    });
    expect(await most.jsonValue()).toBeLessThanOrEqual(60);
    await events().getByRole('button', { name: 'Deploy event 1', exact: true }).waitFor();
    expect(await rows().count()).toBeLessThanOrEqual(60);
  });

  it('has its first rows while the code for long tables comes, and moves nothing when it is there', async () => {
    await open('/services');
    await page.getByRole('table', { name: 'Services' }).waitFor();
    const fetched = () => performance.getEntriesByType('resource').map(({ name }) => name);
    expect((await page.evaluate(fetched)).filter((name) => name.includes('LongRows'))).toEqual([]);
    const { promise: held, resolve: release } = Promise.withResolvers<void>();
    await page.route('**/assets/LongRows-*.js', async (route) => held.then(async () => route.continue()));
    await page.goto(`${backend.url}/audit`);
    await rows().nth(59).waitFor();
    expect(await rows().count()).toBe(60);
    const button = rows().nth(12).getByRole('button').first();
    await button.focus();
    await page.evaluate(() => window.scrollTo(0, 200));
    const seen = await button.elementHandle();
    const place = await seen?.boundingBox();
    release();
    await rows().nth(59).waitFor({ state: 'detached' });
    expect(await seen?.evaluate((element) => element === document.activeElement)).toBe(true);
    expect(await seen?.boundingBox()).toEqual(place);
    expect(await page.evaluate(() => window.scrollY)).toBe(200);
  });

  it('offers newer events, and moves nothing that is being read', async () => {
    await open('/nodes');
    await page.clock.install();
    await page.goto(`${backend.url}/audit`);
    await status(/events/).waitFor();
    const first = await rows().first().innerText();
    backend.audit.append({ action: 'stop', resource: 'local/n8n', actor: 'eve', result: 'ok' });
    await page.clock.fastForward(16_000);
    const offer = page.getByRole('button', { name: /written since: read again/ });
    await offer.waitFor();
    expect(await rows().first().innerText()).toBe(first);
    await offer.click();
    await rows().first().getByRole('button', { name: 'Only eve' }).waitFor();
  });

  it('tells the first broken link with both hashes, and does not forget it', async () => {
    backend.audit.brokenAt = 4_711;
    await open('/audit');
    await page.getByText('Never verified from here').waitFor();
    await page.getByRole('button', { name: 'Verify chain' }).click();
    await page.getByLabel('From event').fill('4000');
    await page.getByLabel('To event').fill('5000');
    await page.keyboard.press('Enter');
    const note = page.getByRole('alert').filter({ hasText: 'The chain is broken: An event was changed' });
    await note.getByText('Up to event 4,710 it holds.').waitFor();
    await note.getByText('a1'.repeat(32)).waitFor();
    await note.getByText('b2'.repeat(32)).waitFor();
    await page.reload();
    await page.getByText('Broken, within events 4,711 to 5,000').waitFor();
    await page.getByText('Verified, events 4,000 to 4,710').waitFor();
    await note.getByText('b2'.repeat(32)).waitFor();
  });

  it('does not say less of the chain for a short range that was verified after a long one', async () => {
    await open('/audit');
    await page.getByRole('button', { name: 'Verify chain' }).click();
    const to = Number(await page.getByLabel('To event').inputValue());
    await page.keyboard.press('Enter');
    await page.getByText(`Events 1 to ${to.toLocaleString('en-GB')} are whole`).waitFor();
    await page.goto(`${backend.url}/timeline/${STORY}`);
    await page.getByText(/^Verified .* by ops-token$/).waitFor();
    await page.keyboard.press('v');
    await page.getByText(/^Events .* are whole$/).waitFor();
    await page.getByRole('link', { name: 'Audit' }).first().click();
    await page.getByText(new RegExp(`^Verified, events 1 to ${to.toLocaleString('en-GB')}`)).waitFor();
  });

  describe('is verified by ops', () => verifiedByOps(() => ({ backend, page, open })));

  it('is not for everybody, and says which right is missing', async () => {
    backend.role = 'viewer';
    await open('/audit');
    await page.getByText('Your key may not read the audit').waitFor();
    expect(await page.getByRole('navigation').getByRole('link', { name: 'Audit' }).count()).toBe(0);
  });
});

describe('the timeline of a request', () => {
  const entries = () => page.getByRole('list', { name: 'What happened' }).getByRole('listitem');

  it('joins model calls, tool calls, decisions and jobs in their order, with idle time folded', async () => {
    await open(`/timeline/${STORY}`);
    await entries().first().waitFor();
    const texts = await entries().allInnerTexts();
    const order = [
      'answered with 96 tokens',
      'search_issues',
      'Policy denied',
      '104 tokens',
      'write_file',
      'Logs',
      'announced',
      'Job Restart',
      'Restart local',
    ];
    expect(texts.map((text, index) => text.includes(order[index] ?? '?'))).toEqual(order.map(() => true));
    expect(texts[5]).toContain('Nothing for 27 s');
    expect(texts[4]).toContain('written 2.60 s after it happened');
    await page.getByRole('img', { name: 'The 9 rows below, by part of the platform' }).waitFor();
  });

  it('says where it began and by whose word, and has the caller’s own trace id apart', async () => {
    await open(`/timeline/${STORY}`);
    const facts = page.getByRole('region', { name: 'Request' });
    const fact = (name: string) =>
      facts.locator('div', { has: page.getByText(name, { exact: true }) }).last();
    await fact('Origin').getByText('Chat, said by the caller').waitFor();
    await fact('Door').getByText('MCP and API of router, ops, gateway').waitFor();
    await fact('Trace id, given by the caller').getByText(STORY_TRACE).waitFor();
    await facts.getByRole('button', { name: 'Copy the trace id' }).waitFor();
    await entries().filter({ hasText: 'announced' }).getByRole('button').click();
    await entries().getByRole('button', { name: 'Copy the trace id' }).waitFor();
    const silent = backend.audit.append(
      { action: 'stop', resource: 'local/n8n', actor: 'eve', result: 'ok' },
      Date.now(),
      'req-of-a-silent-caller',
    );
    await page.goto(`${backend.url}/timeline/${silent.correlation_id}`);
    await fact('Origin').getByText('API, by the door it came through: ops').waitFor();
    expect(await page.getByText('Trace id').count()).toBe(0);
    const deployed = backend.audit.events.findLast(({ action }) => action === 'deploy');
    await page.goto(`${backend.url}/audit?event=${deployed?.seq}`);
    await page.getByRole('dialog').getByText('CI, said by the caller').waitFor();
  });

  it('can be narrowed to failures, and says how much that hides', async () => {
    await open(`/timeline/${STORY}`);
    await entries().first().waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByText('"output_tokens": 96').waitFor();
    await page.reload();
    await page.getByText('"output_tokens": 96').waitFor();
    await page
      .getByText(/^\d{4}-\d\d-\d\dT.*Z$/)
      .first()
      .waitFor();
    await page.getByText('Made here, by its form').waitFor();
    await page.getByText('Failures only').click();
    await status('2 rows, 7 hidden').waitFor();
    expect(await entries().count()).toBe(2);
  });

  it('shows a number that is missing as a row of its own, and `v` verifies the range', async () => {
    const at = backend.audit.events.findIndex(
      ({ resource, result }) => resource === 'git/push' && result === 'denied',
    );
    const [lost] = backend.audit.events.splice(at, 1);
    if (lost) backend.audit.brokenAt = lost.seq;
    await open(`/timeline/${STORY}`);
    await page
      .getByText(`1 event missing: number ${lost?.seq.toLocaleString('en-GB')} is not in the log`)
      .waitFor();
    await page.keyboard.press('v');
    await page.getByText('The chain is broken').waitFor();
    if (lost) backend.audit.events.splice(at, 0, lost);
  });

  it('says of an id that nothing knows that it is not known', async () => {
    await open('/timeline/req-of-nobody');
    await page.getByText('Nothing is known of this id').waitFor();
  });
});

describe('the overview', () => {
  it('is the start, and has first what needs attention, then each figure with its age', async () => {
    await open('/');
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
    const titles = page.getByRole('main').getByRole('heading', { level: 2 });
    await titles.filter({ hasText: 'Last events' }).waitFor();
    expect((await titles.allInnerTexts())[0]).toBe('Needs attention');
    await page.getByRole('meter', { name: 'Memory of GPU 0 of gpu-1' }).waitFor();
    await page.getByText('Certificates: 11 days left').waitFor();
    const lists = page.getByRole('region', { name: 'Last events' });
    expect(await lists.getByRole('listitem').count()).toBe(10);
    for (const name of ['Needs attention', 'Nodes', 'Traffic', 'Models loaded', 'Last events']) {
      await page
        .getByRole('region', { name, exact: true })
        .getByText(/just now|ago/)
        .first()
        .waitFor();
    }
  });

  it('tells its charts in a sentence, and in a table for who wants one', async () => {
    await open('/');
    const chart = page.getByRole('figure', { name: 'Tokens per second' });
    await chart.getByText(/in which somebody watched: .* on average, .* at most, at/).waitFor();
    await chart.getByRole('button', { name: 'Show as table' }).click();
    expect(await chart.getByRole('row').count()).toBeGreaterThan(30);
  });

  it('says so when nothing needs attention, and what is new comes by itself', async () => {
    const before = backend.attention;
    await open('/');
    await page.getByRole('region', { name: 'Needs attention' }).waitFor();
    backend.attention = [];
    backend.tell('attention');
    await page.getByText(/Nothing needs attention. Last full check/).waitFor();
    backend.attention = before;
    backend.tell('attention');
    await page.getByRole('link', { name: /The node gpu-2 cannot be reached/ }).waitFor();
  });
});

describe('by the keyboard', () => {
  const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');

  it('`j` reaches every row, those without anything to open as well', async () => {
    await open('/keys');
    const keys = page.getByRole('table', { name: 'Keys' }).locator('tbody tr[data-row]');
    await keys.first().waitFor();
    for (let at = 0; at < (await keys.count()); at += 1) {
      await page.keyboard.press('j');
      expect(await keys.nth(at).evaluate((row) => row.contains(document.activeElement))).toBe(true);
    }
    await page.keyboard.press('k');
    expect(await keys.last().evaluate((row) => row.contains(document.activeElement))).toBe(false);
  });

  it('`.` goes through what a row offers where it has no menu', async () => {
    await open('/audit');
    await rows().first().waitFor();
    await page.keyboard.press('j');
    expect(await focused()).toMatch(/event/);
    await page.keyboard.press('.');
    expect(await focused()).toMatch(/^Only /);
  });

  it('the palette finds objects and plans on a page that knows nothing of them', async () => {
    await open('/audit');
    await page.keyboard.press('Control+k');
    for (const [text, found] of [
      ['qwen3', /qwen3:.*Model/],
      ['github', /github.*Tool server/],
      ['stop ollama', /Stop ollama.*Plan, local/],
      ['ann-laptop', /ann-laptop.*Key/],
      ['gpu-1 node', /gpu-1.*Node/],
      ['logs of several', /Logs of several services/],
    ] as const) {
      await page.getByRole('combobox').fill(text);
      await page.getByRole('option', { name: found }).first().waitFor();
    }
  });

  it('an id that was pasted leads to its timeline', async () => {
    await open('/nodes');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill(` ${STORY} `);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Timeline' }).waitFor();
  });

  it('the palette says what it could not ask', async () => {
    await open('/audit');
    // Alone, or with what was asked for in the same moment.
    await page.route(/\/bff\/(router\/|reads\?.*router)/, (route) => route.abort());
    await page.keyboard.press('Control+k');
    await page.getByText(/Tools.*: could not be read, and nothing of it is found/).waitFor();
  });
});

describe('a table under a hand', () => {
  const names = () =>
    page.getByRole('table', { name: 'Services' }).locator('tbody td:first-child').allInnerTexts();
  const setState = (name: string, state: string) => {
    const service = backend.services.find((one) => one.name === name);
    if (service) service.state = state;
    backend.tell('services');
  };
  const show = () => page.getByRole('button', { name: /^\d+ changes?, show$/ });
  afterEach(() => setState('whisper', 'running'));

  it('keeps its order, with what is new of each row, and offers the changes', async () => {
    await open('/services?group=nothing&sort=state');
    const row = page.getByRole('row', { name: /^whisper/ });
    await row.hover();
    const before = await names();
    setState('whisper', 'paused');
    await row.getByText('Paused').waitFor();
    await show().waitFor();
    expect(await names()).toEqual(before);
    await show().click();
    await show().waitFor({ state: 'detached' });
    expect(await names()).not.toEqual(before);
  });

  it('keeps it for the focus as well, and is in order again once nobody is there', async () => {
    await open('/services?group=nothing&sort=state');
    const link = page.getByRole('link', { name: 'whisper', exact: true });
    await link.waitFor();
    await page.mouse.move(1, 1);
    await link.focus();
    const before = await names();
    setState('whisper', 'paused');
    await show().waitFor();
    expect(await names()).toEqual(before);
    await page.getByLabel('Filter services').focus();
    await show().waitFor({ state: 'detached' });
    expect(await names()).not.toEqual(before);
  });
});
