import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Root } from '../places/index.js';
import { resolveModel } from './resolve-model.js';

let around: string;
let roots: Root[];

beforeEach(async () => {
  around = await realpath(await mkdtemp(join(tmpdir(), 'switchyard-models-')));
  await mkdir(join(around, 'checkpoints', 'sdxl'), { recursive: true });
  await mkdir(join(around, 'unet', 'flex', 'transformer'), { recursive: true });
  await writeFile(join(around, 'checkpoints', 'sdxl', 'base.safetensors'), 'sdxl');
  await writeFile(join(around, 'unet', 'schnell.gguf'), 'flux');
  await writeFile(join(around, 'elsewhere.safetensors'), 'not ours');
  roots = ['away', 'checkpoints', 'unet'].map((name) => new Root('the models', join(around, name)));
});
afterEach(() => rm(around, { recursive: true }));

const resolved = async (name: string) => {
  const { resolved, source, kind } = await resolveModel(name, roots);
  return [resolved.replace(`${around}/`, ''), source, kind];
};

describe('the model that a config names', () => {
  it('is the file at its path, in a root or seen from one', async () => {
    const file = 'checkpoints/sdxl/base.safetensors';
    expect(await resolved(join(around, file))).toEqual([file, 'direct-path', 'file']);
    expect(await resolved('sdxl/base.safetensors')).toEqual([file, 'model-root', 'file']);
  });

  it('can be a folder', async () => {
    expect(await resolved('flex')).toEqual(['unet/flex', 'model-root', 'folder']);
  });

  it('is the first file of that name in the roots, with or without its extension', async () => {
    const file = 'checkpoints/sdxl/base.safetensors';
    expect(await resolved('base.safetensors')).toEqual([file, 'filename-match', 'file']);
    expect(await resolved('base')).toEqual([file, 'filename-match', 'file']);
    expect(await resolved('schnell')).toEqual(['unet/schnell.gguf', 'filename-match', 'file']);
  });

  it('is a repository when it has an owner and is no file', async () => {
    expect(await resolved('ostris/Flex.1-alpha')).toEqual([
      'ostris/Flex.1-alpha',
      'repository-id',
      undefined,
    ]);
  });

  it.each(['unknown', '', 'models/unknown.safetensors'])('stays %j when nobody knows it', async (name) => {
    expect(await resolved(name)).toEqual([name, 'unresolved', undefined]);
  });

  it.each(['../elsewhere.safetensors', '/etc/passwd', 'elsewhere.safetensors'])(
    'is not looked for outside the roots: %j',
    async (name) => {
      expect((await resolved(name)).slice(1)).toEqual(['unresolved', undefined]);
    },
  );

  it('is not found through a link that leads out, and keeps the name that a root was given', async () => {
    await symlink(join(around, 'elsewhere.safetensors'), join(around, 'unet', 'link.safetensors'));
    await symlink(join(around, 'checkpoints'), join(around, 'away'));
    expect((await resolved('link.safetensors')).slice(1)).toEqual(['unresolved', undefined]);
    expect(await resolved('sdxl/base.safetensors')).toEqual([
      'away/sdxl/base.safetensors',
      'model-root',
      'file',
    ]);
  });
});
