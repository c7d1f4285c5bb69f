import type { Page } from 'playwright-core';
import type { RealBed } from './bed.ts';
import { confirmed } from './services.ts';
import { TrainingBed } from './training-bed.ts';

export function trainingPage(bed: () => RealBed): void {
  let training: TrainingBed;
  beforeAll(async () => {
    training = await TrainingBed.start(bed().stack.operations.opsEnv['DATA_DIR'] ?? '');
  });
  afterAll(() => training?.close());

  it('the training server is added from the catalogue, and is green where it is shown', async () => {
    const page = await bed().open('/tools/add');
    await page.getByRole('button', { name: /Server$/ }).click();
    await page.getByRole('option', { name: 'training', exact: true }).click();
    await page.getByRole('button', { name: 'Plan the addition' }).click();
    const plan = page.getByRole('alertdialog', { name: 'Add training' });
    await plan.getByRole('button', { name: 'Add training' }).click();
    await page.getByRole('heading', { level: 1, name: 'training' }).waitFor();
    await page.getByRole('button', { name: 'Read its tools now' }).click();
    await page.getByRole('link', { name: 'get-training-status' }).waitFor();
    await page.getByRole('link', { name: 'Tools' }).first().click();
    const row = page.getByRole('row').filter({ has: page.getByRole('link', { name: 'training' }) });
    await row.getByText('Up', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Training' }).first().click();
    await server(page).getByText('Up', { exact: true }).waitFor();
  });

  it('a job is listed with its steps and its loss, and has a page with charts and pictures', async () => {
    const page = await bed().open('/training');
    const fox = page.getByRole('row', { name: /fox_lora/ });
    for (const text of ['Completed', '400 of 400', 'Falling']) await fox.getByText(text).first().waitFor();
    await page.getByRole('link', { name: 'fox_lora' }).click();
    await panel(page, 'Loss').getByText('at step 399').waitFor();
    await panel(page, 'Loss')
      .getByText(/Checkpoints at step 250, samples at the steps 0 and 250\./)
      .waitFor();
    await panel(page, 'Learning rate').getByText('It was 1e-4 all the time.').waitFor();
    await panel(page, 'Samples').getByRole('img', { name: 'Prompt 1, step 250' }).waitFor();
    await panel(page, 'Samples').getByText('a fox in the snow').waitFor();
    await panel(page, 'Health').getByText('Healthy').waitFor();
  });

  it('a saved config is started after its plan, and the job is stopped after its own', async () => {
    const page = await bed().open('/training');
    await page.getByRole('button', { name: /Saved config/ }).click();
    await page.getByRole('option', { name: 'hare_lora' }).click();
    await page.getByText(/^GPU 0: NVIDIA/).click();
    await page.getByRole('button', { name: 'Plan the start' }).click();
    const plan = page.getByRole('alertdialog', { name: 'Start training hare_lora' });
    await plan.getByText(/Memory of GPU 0 \(.*RTX 4090\): 4\.5 GiB of 24 GiB free now\./).waitFor();
    expect(() => training.toolkit.named('hare_lora')).toThrow();
    await plan.getByRole('button', { name: 'Start training hare_lora' }).click();
    await page.getByRole('heading', { level: 1, name: 'hare_lora' }).waitFor();
    training.letTimePass();
    await page.reload();
    await page.getByText('Running', { exact: true }).waitFor();
    await page.getByRole('meter', { name: 'Memory of GPU 0' }).waitFor();
    await confirmed(page, 'Stop training', 'Stop training hare_lora');
    await page.getByText('Stopped', { exact: true }).waitFor();
    expect(training.toolkit.named('hare_lora')).toMatchObject({ status: 'stopped', gpu_ids: '0' });
  });

  it.each(['start-training', 'stop-training'])('the call of %s is in the audit log', async (tool) => {
    const page = await bed().open(`/audit?resource=${encodeURIComponent(`training/${tool}`)}`);
    await page.getByText(/^1 match/).waitFor();
    const events = page.getByRole('table', { name: 'Events' });
    const event = await events
      .getByRole('row')
      .filter({ hasText: `training/${tool}` })
      .first()
      .innerText();
    expect(event).toContain('Done');
  });

  it('the badge turns while AI Toolkit is away, and says why', async () => {
    const page = await bed().open('/training');
    await server(page).getByText('Up', { exact: true }).waitFor();
    training.toolkit.token = 'another';
    await page.reload();
    await server(page).getByText('Backend away', { exact: true }).waitFor();
    await page.getByText('The training jobs could not be read').waitFor();
    await server(page)
      .getByText(/AI Toolkit.*token/)
      .waitFor();
    training.toolkit.token = TrainingBed.TOKEN;
    await page.reload();
    await server(page).getByText('Up', { exact: true }).waitFor();
  });

  it('the badge turns when the training server was killed, says why, and the next call starts it anew', async () => {
    await training.killServer();
    const page = await bed().open('/training');
    await server(page).getByText('Degraded', { exact: true }).waitFor();
    await page.getByText('The training server was killed by SIGKILL.').waitFor();
    await page.getByRole('link', { name: 'fox_lora' }).waitFor();
  });
}

const panel = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
const server = (page: Page) => panel(page, 'Server');
