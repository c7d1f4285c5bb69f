import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DefaultModel } from './default-model.js';

let directory: string;
const file = () => join(directory, 'gateway', 'default-model.yaml');

beforeEach(async () => void (directory = await mkdtemp(join(tmpdir(), 'switchyard-default-'))));
afterEach(() => rm(directory, { recursive: true, force: true }));

it('what was chosen is there after a restart, and can be taken back', async () => {
  const first = await DefaultModel.open(directory);
  expect(first.model).toBeUndefined();
  await first.choose('ollama/qwen3:8b');
  expect(await readFile(file(), 'utf8')).toBe('model: ollama/qwen3:8b\n');
  const second = await DefaultModel.open(directory);
  expect(second.model).toBe('ollama/qwen3:8b');
  await second.choose(undefined);
  expect((await DefaultModel.open(directory)).model).toBeUndefined();
});

it('a file that is wrong stops the start, and says what is wrong', async () => {
  await mkdir(join(directory, 'gateway'));
  await writeFile(file(), 'modell: x\n');
  await expect(DefaultModel.open(directory)).rejects.toThrow('default-model.yaml is not valid');
});

it('a choice that cannot be written is none', async () => {
  const chosen = await DefaultModel.open(directory);
  await writeFile(join(directory, 'gateway'), 'a file where a folder is wanted');
  await expect(chosen.choose('ollama/a')).rejects.toMatchObject({ code: 'default_unwritable' });
  expect(chosen.model).toBeUndefined();
});
