import type { Browser, Page } from 'playwright-core';
import { axeFindings, axeInBothThemes } from '../dashboard/axe.ts';
import { launch, openSignedIn, startOver } from '../dashboard/browser.ts';
import { FakeBackend } from '../dashboard/fake-backend.ts';
import { job, type FakeJob } from '../dashboard/fake-stack.ts';

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

it('a job has the plan that it came from, and says so where the audit does not know it', async () => {
  const [planned] = backend.audit.jobs;
  await open(`/jobs/${planned?.id}`);
  const fact = page.getByRole('main').locator('dl > div').filter({ hasText: /^Plan/ });
  await fact.getByText('5e5e5e5e5e5e').waitFor();
  await page.goto(`${backend.url}/jobs/${backend.jobs.all[0]?.id}`);
  await fact.getByText('Unknown: the audit does not have its intent.').waitFor();
});

it('a job shows the plan that was confirmed as the dialog showed it, folded under its hash, to viewers too', async () => {
  await open('/services/local/ollama');
  await page.getByRole('button', { name: 'Restart ollama' }).click();
  const dialog = page.getByRole('alertdialog');
  const shown = dialog.getByRole('list').first();
  await shown.waitFor();
  const change = await shown.innerText();
  await dialog.getByRole('button', { name: 'Restart ollama on local' }).click();
  await dialog.waitFor({ state: 'detached' });
  backend.role = 'viewer';
  await page.goto(`${backend.url}/jobs/${backend.jobs.all[0]?.id}`);
  const fact = page.getByRole('main').locator('dl > div').filter({ hasText: /^Plan/ });
  const part = fact.getByRole('heading', { name: 'What changes' });
  await fact.getByText('What was confirmed').waitFor();
  expect(await part.isVisible()).toBe(false);
  await fact.getByText('What was confirmed').click();
  await part.waitFor();
  expect(await fact.getByRole('list').first().innerText()).toBe(change);
  await fact.getByText('gateway depends on ollama').waitFor();
  expect(await axeFindings(page)).toEqual([]);
});

it('a job that is kept no more has in its place what the audit has of it, with its timeline', async () => {
  const intent = backend.audit.append(
    {
      action: 'stop',
      resource: 'gpu-1/vllm',
      actor: 'ann',
      result: 'intent',
    },
    Date.now() - 30 * 3_600_000,
    'req-of-old',
  );
  const metadata = { intent: intent.event_id, code: 'job_cancelled' };
  backend.audit.append({ ...intent, result: 'error', metadata }, Date.now(), 'req-of-old');
  await open(`/jobs/${intent.event_id}`);
  await page.getByText('This job is not kept any more').waitFor();
  const found = page.getByRole('region', { name: 'What the audit has of it' });
  await found.getByText('Stop gpu-1/vllm').waitFor();
  await found.getByText('Cancelled').waitFor();
  await found.getByRole('link', { name: 'All that belongs to this request' }).click();
  await page.waitForURL('**/timeline/req-of-old');
});

it('a job that nobody knows leads to its time in the audit', async () => {
  await open('/jobs/019318d2-8c00-7abc-8def-0123456789ab');
  await page.getByText('Nothing was announced under this id').waitFor();
  await page.getByRole('link', { name: 'Events of the time when it was asked for' }).click();
  await page.waitForURL(/audit\?range=custom&since=2024-11-11/);
});

describe('the list of jobs', () => {
  const hour = 3_600_000;
  const agoOf = (ms: number) => new Date(Date.now() - ms).toISOString();
  const table = () => page.getByRole('table', { name: 'Jobs that ended' });
  const count = (text: string) => page.getByText(text, { exact: true }).waitFor();

  /** One every six minutes, of two nodes in turn. */
  function remembered(many: number): FakeJob[] {
    return Array.from({ length: many }, (_, at) => {
      const ended = agoOf(hour + at * 360_000);
      const times = { requested_at: ended, started_at: ended, ended_at: ended };
      const node = at % 2 === 0 ? 'local' : 'gpu-1';
      return job({ ...times, node, services: [`s${at}`], state: 'completed', verdict: 'ok' });
    });
  }

  afterEach(() => backend.jobs.remember([]));

  it('goes back to the oldest that is kept, counts no more than it read, and then leads to the audit', async () => {
    backend.jobs.remember(remembered(110));
    await open('/jobs');
    await count('At least 50 jobs');
    const older = page.getByRole('button', { name: 'Show older' });
    await older.click();
    await count('At least 100 jobs');
    await older.click();
    await count(`${110 + backend.jobs.all.length} jobs`);
    await page.getByText('Nothing older is kept. A job is kept for 12 h after its end;').waitFor();
    expect(await older.count()).toBe(0);
    // What ends meanwhile comes on top once nobody points at a row, and nothing that was read is lost.
    const times = { started_at: agoOf(900), ended_at: agoOf(0) };
    backend.jobs.all.unshift(job({ ...times, services: ['brand-new'], state: 'completed', verdict: 'ok' }));
    backend.tell('jobs');
    await count(`${110 + backend.jobs.all.length} jobs`);
    await page.mouse.move(0, 0);
    await page.evaluate('scrollTo(0, 0)');
    await table().getByRole('link', { name: 'Restart brand-new on local' }).waitFor();
    await page.evaluate('scrollTo(0, document.body.scrollHeight)');
    backend.jobs.all.shift();
    await page.getByRole('main').getByRole('link', { name: 'audit', exact: true }).click();
    await page.waitForURL(/audit\?result=intent&range=custom&until=/);
  });

  it('is narrowed by the server, so that what fits is found wherever it is', async () => {
    backend.jobs.remember([
      ...remembered(60),
      job({
        node: 'gpu-1',
        services: ['deep'],
        state: 'failed',
        verdict: 'error',
        ended_at: agoOf(9 * hour),
      }),
    ]);
    await open('/jobs?node=gpu-1&state=failed');
    await table().getByRole('link', { name: 'Restart deep on gpu-1' }).waitFor();
    await count('1 job');
    expect(await axeInBothThemes(page)).toEqual({ light: [], dark: [] });
    await page.getByRole('button', { name: /Every outcome|Not done/ }).click();
    await page.getByRole('option', { name: 'Every outcome' }).click();
    await count('32 jobs');
    expect(page.url()).not.toContain('state=');
    await page.getByLabel('Filter jobs').fill('deep');
    await count('1 of 32 jobs');
    await page.goto(`${backend.url}/jobs?node=nowhere`);
    await page.getByText('No job that is kept fits').waitFor();
    await page.getByRole('button', { name: 'Clear filter' }).click();
    await count('At least 50 jobs');
    await page.locator('input:focus').and(page.getByLabel('Filter jobs')).waitFor();
  });

  it('has for each job the word that its own page has', async () => {
    await open('/jobs');
    await table().waitFor();
    const words: string[] = [];
    for (const { id } of backend.jobs.all.slice(-4)) {
      await page.goto(`${backend.url}/jobs`);
      const row = table()
        .getByRole('row')
        .filter({ has: page.locator(`a[href="/jobs/${id}"]`) });
      const word = (await row.getByRole('cell').nth(1).innerText()).trim();
      await row.getByRole('link').first().click();
      await page.getByRole('main').getByText(word, { exact: true }).first().waitFor();
      words.push(word);
    }
    expect(words).toEqual(['Done', 'Done', 'Failed', 'Partly done']);
  });
});

it('the strip counts pulls and a benchmark of this tab with the jobs, and its panel lists them with their links', async () => {
  backend.renewModels();
  backend.models.pullMs = undefined;
  const timed = Promise.withResolvers<void>();
  backend.models.benchmarked = timed.promise;
  const strip = page.getByRole('banner').getByRole('button', { name: /Jobs|running/ });
  await open('/models/ollama%2Fqwen3%3A8b');
  await page.getByRole('button', { name: 'Run benchmark' }).click();
  await strip.getByText('1 running').waitFor();
  // Somebody else's, of whom this tab hears by the stream alone.
  await page.context().request.post(`${backend.url}/bff/gateway/api/models/pulls`, {
    data: { model: 'phi4:14b', confirm: true },
    headers: { 'x-csrf-token': 'csrf-1' },
  });
  const [pull] = backend.models.pulls;
  if (pull) backend.models.step(pull);
  await strip.getByText('2 running').waitFor();
  await strip.click();
  const work = page
    .getByRole('complementary')
    .getByRole('region', { name: 'Pulls and benchmarks of models' });
  await work.getByRole('progressbar', { name: 'Pull of ollama/phi4:14b' }).waitFor();
  expect(await work.innerText()).toMatch(/410 MiB of 4\.1 GiB · 88\.0 MiB\/s/);
  await work.getByRole('link', { name: 'Benchmark ollama/qwen3:8b' }).waitFor();
  expect(await axeFindings(page)).toEqual([]);
  timed.resolve();
  await strip.getByText('1 running').waitFor();
  await work.getByRole('link', { name: 'Pull ollama/phi4:14b' }).click();
  await page.waitForURL('**/models#pulls');
  await page.goto(`${backend.url}/jobs`);
  await page.getByRole('main').getByRole('link', { name: 'Pull ollama/phi4:14b' }).waitFor();
  backend.renewModels();
  await page.getByText('Nothing runs and nothing waits.').waitFor();
});
