import type { Browser, Page } from 'playwright-core';
import { axeFindings } from '../dashboard/axe.ts';
import { launch, openSignedIn, startOver } from '../dashboard/browser.ts';
import { FakeBackend } from '../dashboard/fake-backend.ts';

let backend: FakeBackend;
let browser: Browser;
let opened: Awaited<ReturnType<typeof openSignedIn>>;

beforeAll(async () => {
  [backend, browser] = await Promise.all([FakeBackend.start(), launch()]);
  opened = await openSignedIn(browser, backend.url);
});
afterAll(async () => {
  await browser.close();
  await backend.stop();
});
beforeEach(() => {
  backend.renewModels();
  backend.models.pullMs = undefined;
});
afterEach(async () => {
  backend.role = 'admin';
  await startOver(opened.page);
});

async function open(path: string) {
  await opened.page.goto(`${backend.url}${path}`);
  return opened;
}

const field = (page: Page) => page.getByRole('textbox', { name: 'Message' });

async function say(page: Page, text: string): Promise<void> {
  await field(page).fill(text);
  await page.keyboard.press('Enter');
}

describe('the playground', () => {
  it('lets a newcomer send a first chat with one press, one sentence and Enter', async () => {
    // An answer that comes in one piece has no speed.
    backend.models.chat.wordMs = 60;
    const { page, violations } = await open('/models');
    await page.getByRole('link', { name: 'Open playground' }).click();
    await page.getByText('it needs no GPU').waitFor();
    await page.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA');
    await page.keyboard.type('Is anybody there? <b>');
    await page.keyboard.press('Enter');
    const answer = page.getByRole('article', { name: 'Answer of loopback/echo' });
    await answer.getByText(/^First token \d/).waitFor();
    await answer.getByText(/tokens\/s/).waitFor();
    expect(await answer.innerText()).toContain('Is anybody there? <b>');
    expect(await answer.getByRole('link', { name: /Timeline/ }).getAttribute('href')).toBe(
      '/timeline/req-chat-1',
    );
    expect(violations).toEqual([]);
  });

  it('stops in the middle, upstream as well, and keeps what had come', async () => {
    backend.models.chat.wordMs = 60;
    const { page } = await open('/models/playground?model=ollama/qwen3:8b');
    await say(page, 'Read a file');
    await page.getByText('A short way').waitFor();
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await page.getByText('Stopped', { exact: true }).waitFor();
    expect(backend.models.chat.aborted).toBe(1);
    expect(await page.getByText('A short way').isVisible()).toBe(true);
  });

  it('goes on while another page is shown, and is there on return', async () => {
    backend.models.chat.wordMs = 40;
    const { page } = await open('/models/playground?model=ollama/qwen3:8b');
    await say(page, 'Read a file');
    await page.getByText('A short way').waitFor();
    await page.getByRole('link', { name: 'Jobs', exact: true }).first().click();
    await page.getByRole('heading', { name: 'Jobs', level: 1 }).waitFor();
    await page.goBack();
    await page.getByText('has to fit into memory.').waitFor();
    await page.getByText('14 in, 52 out').waitFor();
    expect(backend.models.chat.aborted).toBe(0);
  });

  it('shows code in colours and markup as text, with what was sent and what came', async () => {
    const { page, violations } = await open('/models/playground?model=ollama/qwen3:8b');
    await page.getByLabel('Temperature').fill('warm');
    await page.getByText('A parameter is wrong').waitFor();
    await page.getByLabel('Temperature').fill('0');
    await say(page, "It's a file");
    const code = page.getByRole('region', { name: 'Code, python' });
    await code.locator('span').first().waitFor();
    expect(await code.innerText()).toContain('line != "<b>"');
    await page.getByRole('tab', { name: 'Request' }).click();
    await page.getByText(`-H "Authorization: Bearer $SWITCHYARD_KEY"`).waitFor();
    expect(await page.getByText(`It'\\''s a file`).count()).toBe(1);
    expect(backend.models.chat.asked[0]).toMatchObject({ model: 'ollama/qwen3:8b', temperature: 0 });
    await page.getByRole('tab', { name: 'Response' }).click();
    await page.getByText('[DONE]').waitFor();
    expect(violations).toEqual([]);
  });

  it('offers tools, makes calls through their server, and waits with one that destroys', async () => {
    const { page } = await open('/models/playground?model=ollama/qwen3:8b&part=tools');
    await page.getByText('Offer tools to the model').click();
    await page.getByText('2 tools offered.').waitFor();
    await page.getByText('Git does not answer.').waitFor();
    await page.getByText('Make its calls at once').click();
    await say(page, 'What is on the list?');
    await page.getByText('The tool says: Buy milk.').waitFor();
    expect(backend.models.toolCalls).toEqual([{ tool: 'read_file', arguments: { path: 'notes.md' } }]);
    backend.models.tools.reverse();
    await page.reload();
    await page.getByText('Offer tools to the model').click();
    await page.getByText('2 tools offered.').waitFor();
    await page.getByText('Make its calls at once').click();
    await say(page, 'Delete it');
    await page.getByRole('button', { name: 'Make the call' }).click();
    await page.getByRole('alertdialog', { name: 'Call delete_file on filesystem' }).waitFor();
    expect(backend.models.toolCalls).toHaveLength(1);
    await page.getByRole('button', { name: 'Call delete_file on filesystem' }).click();
    await page.getByText('The tool says').waitFor();
    expect(backend.models.toolCalls).toHaveLength(2);
  });

  it('asks two models at once, keeps a chat only when told to, and opens it again', async () => {
    await opened.page.setViewportSize({ width: 1600, height: 900 });
    const { page } = await open('/models/playground');
    await page.getByRole('button', { name: 'Two models' }).click();
    await say(page, 'Both of you');
    await page
      .getByText(/^First token \d/)
      .nth(1)
      .waitFor();
    expect(new Set(backend.models.chat.asked.map(({ model }) => model)).size).toBe(2);
    await page.getByRole('button', { name: 'Keep chat' }).click();
    await page.getByRole('heading', { name: 'Kept chats' }).waitFor();
    await page.reload();
    await page.getByText('Say something').waitFor();
    await page.getByRole('button', { name: 'Both of you', exact: true }).click();
    await page.getByRole('article', { name: /^Answer of/ }).waitFor();
    await page.setViewportSize({ width: 1280, height: 720 });
  });
});

describe('models', () => {
  it('are pulled by a plan, with progress that a second tab sees and a reload does not end', async () => {
    const { page, context } = await open('/models');
    await page.getByLabel('Model to pull').fill('phi5:14b');
    await page.keyboard.press('Enter');
    const free = 'The disk of local has 121 GiB of 466 GiB free, where Docker keeps its data.';
    await page.getByRole('alertdialog').getByText(free).waitFor();
    await page.getByRole('button', { name: 'Pull phi5:14b on ollama' }).click();
    const bar = page.getByRole('progressbar', { name: 'Pull of ollama/phi5:14b' });
    await page.getByText('size not known yet').waitFor();
    expect(await bar.getAttribute('aria-valuenow')).toBeNull();
    expect(await bar.getAttribute('aria-valuetext')).toBe('size not known yet');
    const [pull] = backend.models.pulls;
    if (pull === undefined) throw new Error('nothing is pulled');
    backend.models.step(pull);
    await page.getByText('410 MiB of 4.1 GiB · 88.0 MiB/s · 44 s left').waitFor();
    await page.getByText('121 GiB now, about 118 GiB when all has come').waitFor();
    expect(await bar.getAttribute('aria-valuenow')).toBe('10');
    backend.models.step(pull);
    await page.getByText('768 MiB of 4.1 GiB').waitFor();
    await page.reload();
    const second = await context.newPage();
    await second.goto(`${backend.url}/models`);
    for (const tab of [page, second]) await tab.getByText('768 MiB of 4.1 GiB').waitFor();
    while (pull.state === 'running') backend.models.step(pull);
    for (const tab of [page, second]) await tab.getByText('New: eeeeeeeeeeee').waitFor();
    await page.getByRole('link', { name: 'ollama/phi5:14b' }).waitFor();
  });

  it('whose pull is cancelled say so', async () => {
    const { page } = await open('/models');
    await page.getByLabel('Model to pull').fill('phi5:14b');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Pull phi5:14b on ollama' }).click();
    await page.getByRole('button', { name: 'Cancel the pull of ollama/phi5:14b' }).click();
    await page.getByText('Cancelled', { exact: true }).waitFor();
    expect(backend.models.pulls[0]?.state).toBe('cancelled');
  });

  it('are deleted only by who types their name', async () => {
    const { page } = await open('/models/ollama%2Fqwen3%3A8b');
    await page.getByRole('button', { name: 'Delete ollama/qwen3:8b' }).click();
    const dialog = page.getByRole('alertdialog', { name: 'Delete ollama/qwen3:8b' });
    await dialog.getByText('2 calls run on it now.').waitFor();
    const confirm = dialog.getByRole('button', { name: 'Delete ollama/qwen3:8b' });
    expect(await confirm.isDisabled()).toBe(true);
    await dialog.getByLabel('Type ollama/qwen3:8b to confirm').fill('ollama/qwen3:8b');
    await dialog.getByLabel('Reason').fill('No room');
    await confirm.click();
    await page.getByRole('heading', { name: 'Models', level: 1 }).waitFor();
    await page.getByText('5 models').waitFor();
    expect(await page.getByRole('link', { name: 'ollama/nomic-embed-text:latest' }).first().isVisible()).toBe(
      true,
    );
    expect(backend.models.models.some(({ id }) => id === 'ollama/qwen3:8b')).toBe(false);
  });

  it('are neither deleted nor pulled by a plan that is not true any more', async () => {
    const id = 'ollama/nomic-embed-text:latest';
    const there = backend.models.models.find((one) => one.id === id);
    const { page } = await open(`/models/${encodeURIComponent(id)}`);
    await page.getByRole('button', { name: `Delete ${id}` }).click();
    const deletion = page.getByRole('alertdialog', { name: `Delete ${id}` });
    await deletion.getByLabel(`Type ${id} to confirm`).fill(id);
    await deletion.getByLabel('Reason').fill('No room');
    Object.assign(there ?? {}, { in_flight: 1 });
    await deletion.getByRole('button', { name: `Delete ${id}` }).click();
    await deletion.getByText('1 call runs on it now.').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: `Pull again ${id}` }).click();
    const pull = page.getByRole('alertdialog', { name: /^Pull nomic/ });
    // The plan is made of what is there before.
    await pull.getByRole('button', { name: /^Pull nomic/ }).waitFor();
    Object.assign(there ?? {}, { digest: `sha256:${'f'.repeat(64)}` });
    await pull.getByRole('button', { name: /^Pull nomic/ }).click();
    await pull.getByText('ffffffffffff').first().waitFor();
    expect(backend.models.models).toContain(there);
    expect(backend.models.pulls).toEqual([]);
  });

  it('in use are unloaded by a plan, and others are loaded at once; one becomes the default', async () => {
    const { page } = await open('/models');
    await page.getByRole('button', { name: 'Unload ollama/qwen3:8b' }).click();
    await page.getByRole('alertdialog').getByText('2 calls run on it now. They end first.').waitFor();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Unload ollama/qwen3:8b' }).click();
    await page.getByRole('button', { name: 'Load ollama/qwen3:8b' }).click();
    await page.getByText('ollama/qwen3:8b is in memory, after 2 s.').first().waitFor();
    await page.getByRole('button', { name: 'More for ollama/qwen3:8b' }).click();
    await page.getByRole('menuitem', { name: 'Make default' }).click();
    await page.getByRole('button', { name: 'Make default ollama/qwen3:8b' }).click();
    await page.getByText('Default', { exact: true }).waitFor();
  });

  it('say while they load how long others took, with a bar that is never full', async () => {
    const loads = { since: new Date(Date.now() - 60_000).toISOString(), expected_seconds: 40, from_loads: 1 };
    const [agent, echo] = backend.models.models;
    Object.assign(agent ?? {}, { loading: true, load: loads });
    Object.assign(echo ?? {}, { loading: true, load: { ...loads, expected_seconds: null, from_loads: 0 } });
    const { promise, resolve } = Promise.withResolvers<void>();
    backend.models.loaded = promise;
    const { page } = await open('/models');
    await page.getByText(/^1 min( \d s)?, usually about 40 s, from the last load$/).waitFor();
    await page.getByText(/^1 min( \d+ s)?$/).waitFor();
    const bar = (id: string) => page.getByRole('progressbar', { name: `Load of ${id}` });
    expect(await bar('agent/release-notes').getAttribute('aria-valuenow')).toBe('95');
    expect(await bar('loopback/echo').getAttribute('aria-valuenow')).toBeNull();
    const id = 'ollama/nomic-embed-text:latest';
    await page.getByRole('button', { name: `Load ${id}` }).click();
    await page.getByText(/^\d+ of about 40 s, from the last 5 loads$/).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    resolve();
    await page.getByText(`${id} is in memory, after 2 s.`).first().waitFor();
    await bar(id).waitFor({ state: 'detached' });
  });

  it('on a node that has lost its GPU are not loaded, and say why where the button was', async () => {
    backend.uses.localLost = 'nvidia-smi failed (9); the driver is lost';
    const { page } = await open('/models');
    const id = 'ollama/nomic-embed-text:latest';
    const row = page.getByRole('row', { name: id }).first();
    await row.getByText('No load: local has lost its GPU').waitFor();
    expect(await row.getByRole('button', { name: `Load ${id}` }).count()).toBe(0);
    await page.getByRole('button', { name: 'Unload ollama/qwen3:8b' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await row.getByRole('link', { name: id }).click();
    await page.getByText('It cannot be loaded: local has lost its GPU').waitFor();
    await page.getByText('nvidia-smi failed (9); the driver is lost.').waitFor();
    backend.uses.localLost = undefined;
    await page.reload();
    await page.getByRole('button', { name: `Load ${id}` }).waitFor();
  });

  it('whose last load failed say so, with the reason on their page', async () => {
    const [, , guard] = backend.models.models;
    if (guard === undefined) throw new Error('there is no such model');
    guard.load_failure = {
      at: new Date().toISOString(),
      message: 'The upstream "ollama" ran out of memory.',
    };
    const { page } = await open('/models?filter=failed');
    await page.getByText('1 model of 6').waitFor();
    await page.getByRole('link', { name: guard.id }).first().click();
    await page.getByText('The last load failed').waitFor();
    await page.getByText('ran out of memory').waitFor();
  });

  it('have their node, the log of their service, and a first token unless answers come whole', async () => {
    const { page } = await open('/models?sort=-first');
    const cell = (id: RegExp, text: string) =>
      page.getByRole('row', { name: id }).first().getByRole('cell', { name: text, exact: true });
    const qwen = /ollama\/qwen3:8b/;
    for (const text of ['local', '143 ms']) await cell(qwen, text).waitFor();
    await cell(/vllm\/mistral-small/, 'gpu-1').waitFor();
    await cell(/agent\/release-notes/, '–').waitFor();
    await page.getByRole('link', { name: 'ollama/qwen3:8b' }).first().click();
    await page.getByRole('region', { name: 'First token' }).getByText('143 ms').waitFor();
    await page.getByText(/^12 calls, the last .* at 55 tokens\/s, first token after 140 ms$/).waitFor();
    await page.getByRole('link', { name: 'ollama on local' }).click();
    await page.getByRole('heading', { name: 'ollama', level: 1 }).waitFor();
  });

  it('whose tag moved are announced', async () => {
    const { page } = await open('/models');
    await page.getByLabel('Model to pull').fill('qwen3:8b');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Pull qwen3:8b on ollama' }).click();
    await page.getByRole('progressbar', { name: 'Pull of ollama/qwen3:8b' }).waitFor();
    const [pull] = backend.models.pulls;
    if (pull === undefined) throw new Error('nothing is pulled');
    while (pull.state === 'running') backend.models.step(pull);
    await page
      .getByRole('status')
      .getByText('ollama/qwen3:8b is another model now. The tag moved: aaaaaaaaaaaa → eeeeeeeeeeee.')
      .waitFor();
  });

  it('have their speeds, who uses them, a benchmark and a chat', async () => {
    const { page } = await open('/models/ollama%2Fqwen3%3A8b');
    await page.getByRole('img', { name: /^Tokens per second of ollama\/qwen3:8b. 17 calls in/ }).waitFor();
    await page.getByText('12 calls, the last').waitFor();
    await page.getByRole('button', { name: 'Run benchmark' }).click();
    await page.getByText('14 in, 128 out').waitFor();
    await page.getByRole('tab', { name: 'Playground' }).click();
    await page.getByRole('button', { name: /^ollama\/qwen3:8b/ }).waitFor();
    await say(page, 'Read a file');
    await page.getByText('14 in, 52 out').waitFor();
    expect(backend.models.chat.asked.map(({ model }) => model)).toEqual(['ollama/qwen3:8b']);
  });

  it('offer a viewer nothing that changes them', async () => {
    backend.role = 'viewer';
    const { page } = await open('/models');
    await page.getByRole('link', { name: 'ollama/qwen3:8b' }).first().waitFor();
    const buttons = await page.getByRole('main').getByRole('button').allInnerTexts();
    expect(buttons.filter((text) => /Load|Unload|Pull|Cancel|Delete/.test(text))).toEqual([]);
    await page.getByRole('button', { name: 'More for ollama/qwen3:8b' }).click();
    expect(await page.getByRole('menuitem').allInnerTexts()).toEqual(['Open playground', 'Open log']);
    await page.getByRole('menuitem', { name: 'Open playground' }).click();
    await page.getByRole('button', { name: /^ollama\/qwen3:8b/ }).waitFor();
  });
});

it('a chat with tools and code is without a serious finding of axe, in both themes', async () => {
  const { page, violations } = await open('/models/playground?model=ollama/qwen3:8b&part=tools');
  await say(page, 'Read a file');
  await page.getByText('14 in, 52 out').waitFor();
  await page.getByText('Offer tools to the model').click();
  await page.getByText('2 tools offered.').waitFor();
  await say(page, 'What is on the list?');
  await page.getByRole('button', { name: 'Make the call' }).waitFor();
  expect(await axeFindings(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await axeFindings(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: 'light' });
  expect(violations).toEqual([]);
});
