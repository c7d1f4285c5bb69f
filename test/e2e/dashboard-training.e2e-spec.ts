import type { Browser, Page } from 'playwright-core';
import { axeFindings } from '../dashboard/axe.ts';
import { launch, openSignedIn } from '../dashboard/browser.ts';
import { FakeBackend } from '../dashboard/fake-backend.ts';
import { FakeTraining } from '../dashboard/fake-training.ts';
import { until } from './until.ts';

let backend: FakeBackend;
let browser: Browser;
let page: Page;
let violations: string[];

beforeAll(async () => {
  [backend, browser] = await Promise.all([FakeBackend.start(), launch()]);
  ({ page, violations } = await openSignedIn(browser, backend.url));
});
afterAll(async () => {
  await browser.close();
  await backend.stop();
});
beforeEach(() => {
  Object.assign(backend.training, new FakeTraining(), { state: 'up' });
});
afterEach(() => {
  expect(violations).toEqual([]);
  backend.role = 'admin';
});

const open = (path: string) => page.goto(`${backend.url}${path}`);
/** Runs in the page: by how much it, or a table in its frame, is too wide. */
const OVER = `Math.max(
  document.documentElement.scrollWidth - innerWidth,
  ...[...document.querySelectorAll('table')].map((table) => table.offsetWidth - table.parentElement.offsetWidth),
)`;
/** Runs in the page: whether the picture of a prompt has the size of what was sent, and colours. */
const IS_DRAWN = `(() => {
  const canvas = document.querySelector('canvas[aria-label="Prompt 2, step 0"]');
  return canvas?.width === 96 && canvas.getContext('2d').getImageData(48, 48, 1, 1).data[3] === 255;
})()`;
/** Runs in the page: what a chart writes with, once it is drawn anew. */
const TELL_FONTS = `new Promise((resolve) => {
  const fonts = new Set();
  const own = CanvasRenderingContext2D.prototype.fillText;
  CanvasRenderingContext2D.prototype.fillText = function (...given) {
    fonts.add(this.font);
    return own.apply(this, given);
  };
  document.documentElement.dataset.theme = 'dark';
  setTimeout(() => {
    CanvasRenderingContext2D.prototype.fillText = own;
    delete document.documentElement.dataset.theme;
    resolve([...fonts]);
  }, 200);
})`;
const button = (name: string | RegExp) => page.getByRole('button', { name });
const row = (name: string) => page.getByRole('row', { name: new RegExp(name) });
const panel = (name: string) => page.getByRole('region', { name, exact: true });
const confirm = (name: string) => page.getByRole('alertdialog').getByRole('button', { name }).click();

it('says how to begin, then what the server has, and why it is away', async () => {
  backend.training.state = undefined;
  await open('/training');
  await page.getByText('No training server yet').waitFor();
  backend.training.state = 'up';
  backend.training.jobs = [];
  backend.training.configs = [];
  await page.reload();
  await page.getByText('Nothing was trained yet').waitFor();
  await page.getByText('No config is saved yet').waitFor();
  backend.training.state = 'down';
  backend.training.failure = 'backend_unreachable: the AI Toolkit server does not answer';
  await page.reload();
  await page.getByText('The connection was refused.').waitFor();
  await page.getByText('The training jobs could not be read').waitFor();
  await page.getByText('The AI Toolkit server does not answer.').first().waitFor();
  backend.training.state = 'up';
  await page.reload();
  await panel('Server').getByText('Backend away').waitFor();
  await page.getByRole('link', { name: 'Tools and policy of the server' }).waitFor();
});

it('each job has its state, its steps with a bar, its speed and its queue', async () => {
  await open('/training');
  await row('fox-lora').waitFor();
  await row('fox-lora').getByText('Falling').waitFor();
  const texts = ['Running', '640 of 1,000', '1.25 steps/s', '4 min 48 s', 'GPU 0'];
  for (const text of texts) expect(await row('fox-lora').innerText()).toContain(text);
  const bar = row('fox-lora').getByRole('progressbar', { name: 'Steps of fox-lora' });
  expect(await bar.getAttribute('aria-valuenow')).toBe('64');
  expect(await row('wolf-lora').innerText()).toContain('GPU 0, place 1 of 1');
  expect(await row('from-an-older-backend').innerText()).toContain('step 120');
  expect(await row('fox-lora').locator('svg path').count()).toBeGreaterThan(1);
  expect(await row('wolf-lora').innerText()).toContain('None yet');
  await page.getByLabel('Filter training jobs').fill('failed');
  await page.getByText('1 job of 5').waitFor();
  expect(await row('fox-lora').count()).toBe(0);
});

it('the loss has its last value, its gaps in words, two scales, and a table', async () => {
  await open('/training/jobs/fox');
  const loss = panel('Loss');
  await loss.getByText('at step 639').waitFor();
  await loss.getByText(/280 of 840 values are drawn/).waitFor();
  await loss.getByText(/2 values are no number \(NaN or infinite\)/).waitFor();
  await loss.getByText(/Nothing was written between the steps 299 and 381\./).waitFor();
  const isDrawn = await loss.locator('canvas').evaluate((canvas) => {
    const { data } = (canvas as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, 600, 200) ?? {
      data: [],
    };
    return data.some((value) => value > 0);
  });
  expect(isDrawn).toBe(true);
  await loss.getByText('Log scale').click();
  await page.waitForURL(/scale=log/);
  await button(/Smoothing/).click();
  await page.getByRole('option', { name: 'None' }).click();
  await page.waitForURL(/smoothing=0/);
  await loss.getByText(/Smoothed, it is at/).waitFor({ state: 'detached' });
  await loss.getByRole('button', { name: /^Show as table/ }).click();
  expect(await loss.getByRole('row').nth(1).innerText()).toMatch(/^639\b/);
});

it('the learning rate has a chart of its own, and marks say where was saved and sampled', async () => {
  await open('/training/jobs/fox');
  await panel('Loss')
    .getByText(/Checkpoints at the steps 250 and 500, samples at the steps 0, 250 and 500\./)
    .waitFor();
  const rate = panel('Learning rate');
  await rate.getByText('It was between 2e-6 and 1e-4, and 3.16e-5 at step 639.').waitFor();
  await rate.getByRole('button', { name: /^Show as table/ }).click();
  expect(await rate.getByRole('row').nth(1).innerText()).toMatch(/^639\b/);
  await panel('Progress').getByRole('meter', { name: 'Memory of GPU 0' }).waitFor();
  await panel('Progress').getByText('19.5 GiB of 24 GiB').waitFor();
});

it('two steps of samples stand side by side, with the prompt and the seed of both', async () => {
  await open('/training/jobs/fox');
  const samples = panel('Samples');
  await samples.getByRole('button', { name: /Compare with/ }).click();
  await page.getByRole('option', { name: 'Before the first step' }).click();
  await page.waitForURL(/beside=0/);
  const second = samples.getByRole('listitem').filter({ hasText: 'Prompt 2' });
  const names = await second.getByRole('img').evaluateAll((all) => all.map((each) => each.ariaLabel));
  expect(names).toEqual(['Prompt 2, step 0', 'Prompt 2, step 500']);
  await second.getByText(/a red fox that crosses a river/).waitFor();
  await second.getByText('Seed 43').waitFor();
});

it('a run is set against another one, by its scores and by what their configs have different', async () => {
  await open('/training/jobs/fox');
  const other = panel('Another run');
  await other.getByRole('button', { name: /Against/ }).click();
  await page.getByRole('option', { name: 'cat-lora' }).click();
  const cell = (name: string) => other.getByRole('row', { name: new RegExp(name) }).innerText();
  await other.getByRole('row', { name: /All in all/ }).waitFor();
  expect((await cell('Convergence')).split(/\s+/)).toEqual(['Convergence', '74', '54']);
  await other.getByText(/^The saved configs differ in 3 settings; \d+ settings are the same\.$/).waitFor();
  expect((await cell('train › lr')).split(/\t/).map((text) => text.trim())).toEqual([
    'train › lr',
    '0.0001',
    '0.0002',
  ]);
  await button('Show the configuration').click();
  await panel('Configuration').getByText('"sample_every": 250').waitFor();
});

it('numbers and names of a chart are as large as the text that its viewer has chosen', async () => {
  await open('/training/jobs/fox');
  await panel('Loss').locator('canvas').waitFor();
  const height = () =>
    panel('Loss')
      .locator('canvas')
      .evaluate((canvas) => canvas.clientHeight);
  const before = await height();
  await page.evaluate("document.documentElement.style.fontSize = '32px'");
  await until(height, (now) => now === 2 * before);
  expect(await page.evaluate(TELL_FONTS)).toContain('24px system-ui, sans-serif');
});

it('samples are pictures by step and prompt, and a name where there is none', async () => {
  await open('/training/jobs/fox');
  const samples = panel('Samples');
  await samples.getByText('12 samples of 3 steps').waitFor();
  await samples.getByRole('img', { name: 'Prompt 3, step 500' }).waitFor();
  await samples.getByText('No picture of it can be shown').waitFor();
  await button(/Step 500/).click();
  await page.getByRole('option', { name: 'Before the first step' }).click();
  const picture = samples.getByRole('img', { name: 'Prompt 2, step 0' });
  await picture.waitFor();
  await samples.getByText('1790000000000__000000000_1.jpg').waitFor();
  await page.waitForFunction(IS_DRAWN);
});

it('alerts and health are those of the job, and the data set is looked at on demand', async () => {
  await open('/training/jobs/keeper');
  const health = panel('Health');
  await health.getByText('Critical', { exact: true }).waitFor();
  await health.getByText('The log tells of memory that ran out.').waitFor();
  await health.getByText('LOG_ERRORS_CRITICAL').waitFor();
  await health.getByText('4 in 500 lines').waitFor();
  await button('Look at the data set too').click();
  await health.getByText('Only 61 % of the images have a caption.').waitFor();
});

it('a job that is not there is told, and one of an older server lacks no page', async () => {
  await open('/training/jobs/gone');
  await page.getByText('There is no such job').waitFor();
  await open('/training/jobs/wolf');
  await page.getByText(/No loss is written yet/).waitFor();
  await page.getByText(/None yet: the trainer makes them/).waitFor();
});

it('a saved config is started after its plan, by the keyboard alone, and its page opens', async () => {
  await open('/training');
  await button(/Saved config/).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await button(/Saved config/)
    .getByText('hare-lora')
    .waitFor();
  await page.getByRole('checkbox', { name: /GPU 1/ }).focus();
  await page.keyboard.press('Space');
  await button('Plan the start').focus();
  await page.keyboard.press('Enter');
  const plan = page.getByRole('alertdialog', { name: 'Start training hare-lora' });
  await plan.getByText('No such job').waitFor();
  await plan.getByText('Queued for GPU 1, from the first step').waitFor();
  await plan.getByText('Memory of GPU 1 (NVIDIA RTX A6000): 46 GiB of 48 GiB free now.').waitFor();
  await plan.getByText('Warning: no sample prompts are set').waitFor();
  expect(backend.training.called).not.toContain('start-training');
  await plan.getByRole('button', { name: 'Start training hare-lora' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'hare-lora', level: 1 }).waitFor();
  await page.getByText('Queued', { exact: true }).waitFor();
  expect(backend.training.jobs[0]).toMatchObject({ name: 'hare-lora', gpu_ids: '1' });
  expect(backend.training.called.filter((name) => name === 'start-training').length).toBe(1);
});

it('a config that cannot be trained, and a job that runs, are refused before anything is sent', async () => {
  await open('/training');
  await button('Plan the start').click();
  await page.getByText(/The job fox-lora is running; stop it/).waitFor();
  await page.keyboard.press('Escape');
  await button(/Saved config/).click();
  await page.getByRole('option', { name: 'broken-lora' }).click();
  await button('Plan the start').click();
  await page.getByText(/The data set folder is not there\./).waitFor();
  expect(backend.training.called).not.toContain('start-training');
});

it('a job is stopped after a plan that says what is lost', async () => {
  await open('/training');
  await button('Stop fox-lora').click();
  const plan = page.getByRole('alertdialog', { name: 'Stop training fox-lora' });
  await plan.getByText('Running, 640 of 1,000').waitFor();
  await plan.getByText(/AI Toolkit has no other way/).waitFor();
  await plan.getByText(/What it learned since its newest save is lost/).waitFor();
  await confirm('Stop training fox-lora');
  await row('fox-lora').getByText('Stopped').waitFor();
  expect(await button('Stop fox-lora').count()).toBe(0);
});

it('a viewer sees it all and is offered no change', async () => {
  backend.role = 'viewer';
  await open('/training');
  await row('fox-lora').waitFor();
  expect(await button(/^Stop/).count()).toBe(0);
  expect(await page.getByText('Start a training').count()).toBe(0);
  await open('/training/jobs/fox');
  await panel('Loss').getByText('at step 639').waitFor();
  expect(await button(/^Stop/).count()).toBe(0);
});

it.each([
  ['/training', 'place 1 of 1'],
  ['/training/jobs/fox', '1790000000500__000000500_2.jpg'],
  ['/training/jobs/keeper', 'LOG_ERRORS_CRITICAL'],
] as const)('%s passes axe in both themes, and scrolls sideways at no width', async (path, ready) => {
  await open(path);
  await page.getByText(ready).waitFor();
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    expect(await axeFindings(page)).toEqual([]);
  }
  const wide: string[] = [];
  for (const width of [320, 360, 720, 960, 1200, 1280, 2560]) {
    await page.setViewportSize({ width, height: 800 });
    const over = Number(await page.evaluate(OVER));
    if (over > 0) wide.push(`${path} at ${width} px by ${over} px`);
  }
  expect(wide).toEqual([]);
});

it('a job that runs is looked at again after a while, and not before five seconds', async () => {
  // From here on the page's time is a clock's, which goes on as it always did unless it is told otherwise.
  await page.clock.install();
  await open('/training');
  await row('fox-lora').getByText('640 of 1,000').waitFor();
  const looks = () => backend.training.called.filter((name) => name === 'list-training-jobs').length;
  const before = looks();
  Object.assign(backend.training.jobs.find(({ name }) => name === 'fox-lora') ?? {}, { current_step: 655 });
  await page.clock.fastForward(4_900);
  expect(looks()).toBe(before);
  await page.clock.fastForward(6_000);
  await row('fox-lora').getByText('655 of 1,000').waitFor();
});
