import { Gate } from '../../fakes/gate.ts';
import { layer, pullEnd } from '../../fakes/ollama-pulls.ts';
import { until } from '../until.ts';
import type { RealBed } from './bed.ts';

const PULLED = 'tinyllama:1b';
const GIB = 2 ** 30;

export function modelsPage(bed: () => RealBed): void {
  it('a model is pulled with its progress told, and is in the list when it is there', async () => {
    const digest = `sha256:${'ab'.repeat(32)}`;
    const [half, rest] = [new Gate(), new Gate()];
    bed().stack.ollama.scriptPull(PULLED, [
      layer(digest, 4 * GIB, GIB),
      { until: half.opened },
      layer(digest, 4 * GIB, 3 * GIB),
      { until: rest.opened },
      layer(digest, 4 * GIB, 4 * GIB),
      ...pullEnd(digest),
    ]);
    const page = await bed().open('/models');
    await page.getByLabel('Model to pull').fill(PULLED);
    await page.getByRole('button', { name: 'Pull model' }).click();
    const plan = page.getByRole('alertdialog', { name: `Pull ${PULLED} on ollama` });
    await plan.getByText('Not there').waitFor();
    await plan.getByRole('button', { name: `Pull ${PULLED} on ollama` }).click();
    await page.getByText('1.0 GiB of 4.0 GiB').first().waitFor();
    const bar = page.getByRole('progressbar', { name: `Pull of ollama/${PULLED}` });
    await bar.and(page.locator('[aria-valuenow="25"]')).waitFor();
    half.open();
    await page.getByText('3.0 GiB of 4.0 GiB').first().waitFor();
    await page.reload();
    await page.getByText('3.0 GiB of 4.0 GiB').first().waitFor();
    rest.open();
    await page.getByRole('link', { name: `ollama/${PULLED}` }).waitFor();
  });

  it('a model is deleted once its name was typed and a reason given', async () => {
    const page = await bed().open('/models');
    const id = `ollama/${PULLED}`;
    await page.getByRole('button', { name: `More for ${id}` }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    const plan = page.getByRole('alertdialog', { name: `Delete ${id}` });
    await plan.getByText('It has to be pulled again').waitFor();
    const confirm = plan.getByRole('button', { name: `Delete ${id}` });
    expect(await confirm.isDisabled()).toBe(true);
    await plan.getByLabel(`Type ${id} to confirm`).fill(id);
    expect(await confirm.isDisabled()).toBe(true);
    await plan.getByLabel('Reason').fill('it was for a test');
    await confirm.click();
    await page.getByRole('link', { name: id }).waitFor({ state: 'detached' });
  });
}

export function playgroundPage(bed: () => RealBed): void {
  it('a first chat with loopback/echo is answered', async () => {
    const page = await bed().open('/models/playground?model=loopback%2Fecho');
    await page.getByRole('textbox', { name: 'Message' }).fill('Is anybody there?');
    await page.keyboard.press('Enter');
    const answer = page.getByRole('article', { name: 'Answer of loopback/echo' });
    await answer.getByText('Is anybody there?').waitFor();
    await answer.getByRole('link', { name: /^Timeline/ }).waitFor();
  });

  it('stop in mid-stream ends the call at the model server as well', async () => {
    const { ollama } = bed().stack;
    const never = new Promise(() => undefined);
    ollama.script('qwen3:8b', [{ say: { content: 'The first half ' } }, { until: never }]);
    const page = await bed().open('/models/playground?model=ollama%2Fqwen3%3A8b');
    await page.getByRole('textbox', { name: 'Message' }).fill('Tell me all of it.');
    await page.getByRole('button', { name: 'Send' }).click();
    const answer = page.getByRole('article', { name: 'Answer of ollama/qwen3:8b' });
    await answer.getByText('The first half').waitFor();
    const before = ollama.aborts;
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await answer.getByText('Stopped').waitFor();
    await until(
      async () => ollama.aborts,
      (aborts) => aborts === before + 1,
    );
  });
}
