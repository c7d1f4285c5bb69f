import { mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { openDatasetBed, type DatasetBed } from '../../../../test/training/dataset-bed.js';
import { pictureOf, writeFiles } from '../../../../test/training/dataset-images.js';

let bed: DatasetBed;
let folder: string;

beforeEach(async () => {
  bed = await openDatasetBed();
  folder = bed.folder;
});
afterEach(() => bed.close());

const cats = (files: Parameters<typeof writeFiles>[1]) => writeFiles(join(folder, 'cats'), files);
const refusal = (text: RegExp) => ({ isError: true, text: expect.stringMatching(text) });
const base64 = async (seed = 1) => (await pictureOf({ seed })).toString('base64');

describe('list-datasets', () => {
  it('counts what would be trained in each', async () => {
    await cats({ 'a.jpg': 'x', 'b.webp': 'x', 'sub/c.png': 'x', 'd.bmp': 'x', 'a.txt': 'x', '.e.jpg': 'x' });
    await writeFiles(folder, { 'bees/a.jpeg': 'x', '.quarantine/a.jpg': 'x', 'notes.txt': 'x' });
    const { value, text } = await bed.client.call('list-datasets');
    expect(value).toEqual({
      datasets: [
        { name: 'bees', path: join(folder, 'bees'), image_count: 1 },
        { name: 'cats', path: join(folder, 'cats'), image_count: 3 },
      ],
      count: 2,
      truncated: false,
      stored: 'mounted',
    });
    expect(text).toBe('Data sets:\n- bees: 1 image\n- cats: 3 images');
  });

  it('leaves out what a link would show of elsewhere', async () => {
    await symlink(bed.around, join(folder, 'link'));
    const { value } = await bed.client.call('list-datasets');
    expect(value).toMatchObject({ count: 1 });
  });

  it('lists those of the backend when none are mounted', async () => {
    bed.toolkit.datasets.set('cats', new Map([['a.jpg', Buffer.from('x')]]));
    const { value } = await bed.remote.call('list-datasets');
    expect(value).toMatchObject({
      datasets: [{ name: 'cats', path: '/toolkit/datasets/cats', image_count: 1 }],
      stored: 'backend',
    });
  });

  it('says so when there are none', async () => {
    const { text } = await bed.remote.call('list-datasets');
    expect(text).toBe('No data sets found.');
  });
});

describe('upload-dataset', () => {
  const upload = (images: readonly object[], name = 'New Cats!', to = bed.client) =>
    to.call('upload-dataset', { dataset_name: name, images });

  it('writes images with their captions, and nothing else into the data set', async () => {
    const images = [
      { filename: 'a.jpg', content: await base64(1), caption: 'a cat' },
      { filename: '../../etc/b c.png', content: await base64(2) },
      { filename: 'C:\\pictures\\größe.webp', content: await base64(3), caption: '' },
    ];
    const { value, text } = await upload(images);
    expect(value).toEqual({
      dataset_name: 'new_cats_',
      dataset_path: join(folder, 'new_cats_'),
      stored: 'mounted',
      images_saved: 3,
      captions_saved: 2,
      replaced_count: 0,
      skipped_count: 0,
      skipped: [],
    });
    expect(text).toContain('Images saved: 3. Captions saved: 2.');
    const names = ['a.jpg', 'a.txt', 'b_c.png', 'größe.txt', 'größe.webp'];
    await expect(readdir(join(folder, 'new_cats_'))).resolves.toEqual(names);
    await expect(readFile(join(folder, 'new_cats_', 'a.jpg'), 'base64')).resolves.toBe(images[0]?.content);
    await expect(readFile(join(folder, 'new_cats_', 'a.txt'), 'utf8')).resolves.toBe('a cat');
  });

  it('says which images it leaves out, and why', async () => {
    await cats({ 'there.png': await pictureOf({ format: 'png' }), 'there.txt': 'a caption of its own' });
    const content = await base64();
    const given: [string, string, string?][] = [
      ['a.jpg', content],
      ['.hidden.jpg', content],
      ['..', content],
      ['a.bmp', content],
      ['b.jpg', 'not base64!'],
      ['c.jpg', `data:image/jpeg;base64,${content}`],
      ['d.jpg', ''],
      ['e.jpg', Buffer.from('<html>').toString('base64')],
      ['A.png', content],
      ['there.jpg', content],
      ['f.jpg', content, 'x'.repeat(16_385)],
    ];
    const images = given.map(([filename, content, caption]) => ({ filename, content, caption }));
    const { value, text } = await upload(images, 'cats');
    const reasons = (value['skipped'] as { index: number; reason: string }[]).map(({ index, reason }) => [
      index,
      reason,
    ]);
    expect(reasons).toEqual([
      [1, 'bad_filename'],
      [2, 'bad_filename'],
      [3, 'unsupported_type'],
      [4, 'not_base64'],
      [5, 'not_base64'],
      [6, 'empty'],
      [7, 'not_an_image'],
      [8, 'name_taken'],
      [9, 'caption_taken'],
      [10, 'caption_too_long'],
    ]);
    expect(value).toMatchObject({ images_saved: 1, skipped_count: 10 });
    expect(text).toContain('- image 4 (a.bmp): the trainer reads .jpg, .jpeg, .png, .webp');
    await expect(readdir(join(folder, 'cats'))).resolves.toEqual(['a.jpg', 'there.png', 'there.txt']);
  });

  it('takes base64 on many lines', async () => {
    const content = (await base64()).replaceAll(/.{76}/g, '$&\r\n');
    await upload([{ filename: 'a.jpg', content }], 'cats');
    await expect(readFile(join(folder, 'cats', 'a.jpg'))).resolves.toEqual(await pictureOf());
  });

  it('puts a newer image in place of the older one, and says so', async () => {
    await cats({ 'a.jpg': 'old', 'a.txt': 'old' });
    const { value } = await upload([{ filename: 'a.jpg', content: await base64(), caption: 'new' }], 'cats');
    expect(value).toMatchObject({ images_saved: 1, replaced_count: 1 });
    await expect(readFile(join(folder, 'cats', 'a.txt'), 'utf8')).resolves.toBe('new');
  });

  it('adds to a data set of exactly that name, however it is written', async () => {
    await mkdir(join(folder, 'My-Cats'));
    const { value } = await upload([{ filename: 'a.jpg', content: await base64() }], 'My-Cats');
    expect(value).toMatchObject({ dataset_name: 'My-Cats' });
  });

  it.each(['mounted', 'backend'])('puts no two names into one data set: %s', async (kind) => {
    const to = kind === 'mounted' ? bed.client : bed.remote;
    const images = [{ filename: 'a.jpg', content: await base64() }];
    expect((await upload(images, 'däs set', to)).value).toMatchObject({ dataset_name: 'd_s_set' });
    const second = await upload(images, 'dös set', to);
    expect(second).toMatchObject(refusal(/^dataset_name_taken: dataset_name: .*d_s_set/));
    expect((await upload(images, 'd_s_set', to)).value).toMatchObject({ replaced_count: 1 });
  });

  it('fails when no image could be taken, and makes no data set then', async () => {
    const answer = await upload([{ filename: 'a.jpg', content: 'no' }]);
    expect(answer).toMatchObject(refusal(/^no_images_saved: images: none of 1 images .*not base64/));
    await expect(readdir(folder)).resolves.toEqual(['cats']);
  });

  it.each(['../cats', 'a/b', 'a\\b', '猫', '!!', 'x'.repeat(200)])(
    'makes no data set of the name %j',
    async (name) => {
      const answer = await upload([{ filename: 'a.jpg', content: await base64() }], name);
      expect(answer).toMatchObject(refusal(/^invalid_argument: dataset_name: /));
      await expect(readdir(folder)).resolves.toEqual(['cats']);
    },
  );

  it('writes through no link that leads out of the data sets', async () => {
    await symlink(bed.around, join(folder, 'link'));
    const answer = await upload([{ filename: 'a.jpg', content: await base64() }], 'link');
    expect(answer).toMatchObject(refusal(/^path_outside_root: dataset_name/));
    await expect(readdir(bed.around)).resolves.toEqual(['datasets']);
  });

  it('sends them to the backend when the data sets are not mounted', async () => {
    const images = [
      { filename: 'a cat.jpg', content: await base64(1), caption: 'a cat' },
      { filename: 'b.jpg', content: 'no' },
    ];
    const { value } = await upload(images, 'New Cats', bed.remote);
    expect(value).toMatchObject({
      dataset_name: 'new_cats',
      dataset_path: '/toolkit/datasets/new_cats',
      stored: 'backend',
      images_saved: 1,
      skipped_count: 1,
    });
    const stored = bed.toolkit.datasets.get('new_cats');
    expect([...(stored?.keys() ?? [])]).toEqual(['a_cat.txt', 'a_cat.jpg']);
    expect(stored?.get('a_cat.jpg')).toEqual(await pictureOf({ seed: 1 }));
  });
});
