import { symlink, unlink, utimes, writeFile } from 'node:fs/promises';
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
const analyze = async (path: string | null = 'cats', most = 1_000) =>
  (await bed.library.analyze(path, most)).analysis;

describe('the analysis of a data set', () => {
  it('measures images and captions', async () => {
    await cats({
      'a.jpg': await pictureOf({ width: 512, height: 512, seed: 1 }),
      'a.txt': 'A red  cat\n',
      'b.png': await pictureOf({ width: 200, height: 400, seed: 2, format: 'png' }),
      'b.txt': 'a RED cat',
      'c.webp': await pictureOf({ width: 1000, height: 300, seed: 3, format: 'webp' }),
      'c.txt': ' \n',
      'd.jpeg': await pictureOf({ seed: 4 }),
    });
    const { captions, analysis } = await bed.library.analyze('cats', 1_000);
    expect(analysis).toMatchObject({
      dataset_path: join(folder, 'cats'),
      exists: true,
      total_images: 4,
      scanned_images: 4,
      scan_limited: false,
      caption_non_empty_count: 2,
      caption_missing_count: 1,
      caption_empty_count: 1,
      caption_coverage_pct: 50,
      unique_caption_ratio: 0.5,
      resolution_width: { count: 4, min: 200, max: 1000, mean: 508, last: 320 },
      resolution_height: { min: 300, max: 512 },
      aspect_ratio: { min: 0.5, max: 3.333333 },
      corrupt_image_count: 0,
      duplicate_image_estimate: 0,
      low_resolution_count: 1,
      extreme_aspect_ratio_count: 1,
      caption_words: { count: 2, mean: 3 },
      caption_chars: { count: 2, mean: 9 },
      top_caption_terms: [
        { term: 'cat', count: 2 },
        { term: 'red', count: 2 },
      ],
      caption_examples: ['A red cat', 'a RED cat'],
    });
    expect(captions).toEqual(['A red cat', 'a RED cat']);
  });

  it('sees what the trainer sees: nested folders, and nothing hidden', async () => {
    const image = (seed: number) => pictureOf({ seed });
    await cats({
      'a.JPG': await image(1),
      'deep/er/b.jpg': await image(2),
      'deep/er/b.txt': 'a cat',
      '_duplicates/c.jpg': await image(3),
      '.hidden/d.jpg': await image(4),
      '_controls/e.jpg': await image(5),
      '.f.jpg': await image(6),
      'g.bmp': 'BM',
    });
    await expect(analyze()).resolves.toMatchObject({ total_images: 3, caption_non_empty_count: 1 });
  });

  it('takes the default caption of a folder for images without one of their own', async () => {
    await cats({
      'a.jpg': await pictureOf({ seed: 1 }),
      'b.jpg': await pictureOf({ seed: 2 }),
      'b.txt': 'a black cat',
      'deep/c.jpg': await pictureOf({ seed: 3 }),
      'default.txt': 'a cat',
    });
    const { captions, analysis } = await bed.library.analyze('cats', 100);
    expect(captions).toEqual(['a cat', 'a black cat']);
    expect(analysis.caption_missing_count).toBe(1);
  });

  it.each(['jpeg', 'png', 'webp'] as const)('finds a %s that was cut off', async (format) => {
    const whole = await pictureOf({ format, seed: 1 });
    const extension = format === 'jpeg' ? 'jpg' : format;
    await cats({
      [`cut.${extension}`]: whole.subarray(0, Math.floor(whole.length * 0.9)),
      [`whole.${extension}`]: whole,
    });
    await expect(analyze()).resolves.toMatchObject({
      scanned_images: 2,
      corrupt_image_count: 1,
      corrupt_examples: [`cut.${extension}`],
      resolution_width: { count: 1 },
    });
  });

  it('opens no drawing that calls itself an image, and no empty file', async () => {
    const drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="900" height="900"><rect/></svg>';
    await cats({ 'a.png': drawing, 'b.jpg': '' });
    await expect(analyze()).resolves.toMatchObject({ corrupt_examples: ['a.png', 'b.jpg'] });
  });

  it('turns an image as it is shown', async () => {
    await cats({ 'a.jpg': await pictureOf({ width: 400, height: 300, orientation: 6 }) });
    await expect(analyze()).resolves.toMatchObject({
      resolution_width: { max: 300 },
      resolution_height: { max: 400 },
    });
  });

  it('calls only images the same that are the same to the last byte', async () => {
    const image = await pictureOf({ width: 600, height: 600, format: 'png' });
    const other = Buffer.from(image);
    other.writeUInt8(other.readUInt8(other.length - 20) ^ 1, other.length - 20);
    await cats({
      'a.png': image,
      'b.png': image,
      'sub/c.png': image,
      'd.png': Buffer.concat([image, Buffer.from('x')]),
    });
    await cats({ 'e.png': other });
    await expect(analyze()).resolves.toMatchObject({ duplicate_image_estimate: 2 });
  });

  it('looks at as many as it may, in name order', async () => {
    await cats({ 'a.jpg': 'broken', 'b.jpg': 'broken', 'c.jpg': 'broken' });
    await expect(analyze('cats', 2)).resolves.toMatchObject({
      total_images: 3,
      scanned_images: 2,
      scan_limited: true,
      corrupt_examples: ['a.jpg', 'b.jpg'],
    });
  });

  it('looks again at an image that was changed', async () => {
    await cats({ 'a.jpg': await pictureOf({ width: 300 }) });
    await analyze();
    await cats({ 'a.jpg': await pictureOf({ width: 500 }) });
    await expect(analyze()).resolves.toMatchObject({ resolution_width: { max: 500 } });
  });

  it('does not decode an image twice that is as it was', async () => {
    const image = await pictureOf();
    const path = join(folder, 'cats', 'a.jpg');
    await cats({ 'a.jpg': image });
    await utimes(path, 1_000, 1_000);
    await analyze();
    // The same file by all that is looked at, although it is broken by now.
    await writeFile(path, Buffer.alloc(image.length), { flag: 'r+' });
    await utimes(path, 1_000, 1_000);
    await expect(analyze()).resolves.toMatchObject({ corrupt_image_count: 0 });
  });

  it('follows no link that leads out of the data sets', async () => {
    await writeFiles(bed.around, { 'secret.txt': 'a secret', 'secret.jpg': await pictureOf() });
    await cats({ 'a.jpg': await pictureOf({ seed: 2 }), 'real/b.jpg': await pictureOf({ seed: 3 }) });
    await symlink(join(bed.around, 'secret.txt'), join(folder, 'cats', 'a.txt'));
    await symlink(join(bed.around, 'secret.jpg'), join(folder, 'cats', 'z.jpg'));
    await symlink(join(folder, 'cats', 'real', 'b.jpg'), join(folder, 'cats', 'inside.jpg'));
    await symlink(join(folder, 'cats'), join(folder, 'cats', 'again'));
    const { captions, analysis } = await bed.library.analyze('cats', 100);
    expect(captions).toEqual([]);
    expect(analysis).toMatchObject({ total_images: 3, caption_missing_count: 3 });
  });

  it('ends at once when nobody waits any more', async () => {
    await cats({ 'a.jpg': await pictureOf() });
    await expect(bed.library.analyze('cats', 100, AbortSignal.abort(new Error('gone')))).rejects.toThrow(
      'gone',
    );
  });

  it('tells how far it has come', async () => {
    await cats({ 'a.jpg': 'x', 'b.jpg': 'x' });
    const told: string[] = [];
    await bed.library.analyze('cats', 100, undefined, async (_done, message) => void told.push(message));
    expect(told).toEqual(['2 of 2 images looked at']);
  });
});

describe('the path of a data set', () => {
  it.each<[string | null, string]>([
    [null, 'dataset_path_unresolved'],
    ['dogs', 'dataset_path_not_found'],
    ['cats/a.txt', 'dataset_path_not_directory'],
  ])('%j is no data set: %s', async (path, error) => {
    await cats({ 'a.txt': '' });
    await expect(analyze(path)).resolves.toMatchObject({
      exists: false,
      error,
      total_images: 0,
      dataset_path: path,
    });
  });

  it('may be as the backend calls it', async () => {
    await cats({ 'a.jpg': await pictureOf() });
    await expect(analyze('/toolkit/datasets/cats')).resolves.toMatchObject({ exists: true, total_images: 1 });
    await expect(analyze(join(folder, 'cats'))).resolves.toMatchObject({ exists: true });
  });

  it.each(['..', '../secret', '/etc', 'cats/../..', '/toolkit/datasets/../..', 'link'])(
    'leads nowhere else: %s',
    async (path) => {
      await symlink(bed.around, join(folder, 'link'));
      await expect(analyze(path)).rejects.toMatchObject({ code: 'path_outside_root', param: 'dataset_path' });
      await unlink(join(folder, 'link'));
    },
  );

  it.each(['', '.', 'cats/..'])('is not the folder of all: %j', async (path) => {
    await expect(analyze(path)).rejects.toMatchObject({ code: 'invalid_argument', param: 'dataset_path' });
  });
});

describe('data sets that are not mounted', () => {
  it('are read through the backend', async () => {
    const image = await pictureOf({ width: 400, seed: 1 });
    const files = {
      'a.jpg': image,
      'a.txt': Buffer.from('a cat'),
      'deep/b.jpg': image,
      'c.jpg': image.subarray(0, 2_000),
      'film.mp4': Buffer.from('film'),
    };
    bed.toolkit.datasets.set('cats', new Map(Object.entries(files)));
    const { captions, analysis } = await bed.remoteLibrary.analyze('cats', 100);
    expect(captions).toEqual(['a cat']);
    expect(analysis).toMatchObject({
      dataset_path: '/toolkit/datasets/cats',
      total_images: 3,
      caption_missing_count: 2,
      duplicate_image_estimate: 1,
      corrupt_examples: ['c.jpg'],
      resolution_width: { count: 2, max: 400 },
    });
    const nested = await bed.remoteLibrary.analyze('/toolkit/datasets/cats/deep', 100);
    expect(nested.analysis).toMatchObject({ total_images: 1, dataset_path: '/toolkit/datasets/cats/deep' });
  });

  it('are known to be absent', async () => {
    await expect(bed.remoteLibrary.analyze('dogs', 100)).resolves.toMatchObject({
      analysis: { exists: false, error: 'dataset_path_not_found' },
    });
  });

  it.each(['..', 'cats/../../x', '/etc'])('cannot be left by %s', async (path) => {
    await expect(bed.remoteLibrary.analyze(path, 100)).rejects.toMatchObject({ code: 'path_outside_root' });
  });
});

it('knows the data sets by the path of a backend that has told its folders once and is away now', async () => {
  await cats({ 'a.jpg': await pictureOf({ seed: 1 }) });
  await expect(analyze('/toolkit/datasets/cats')).resolves.toMatchObject({ total_images: 1 });
  bed.toolkit.instead = () => ({ status: 500, body: {} });
  await expect(analyze('/toolkit/datasets/cats')).resolves.toMatchObject({ total_images: 1 });
  await expect(analyze('/elsewhere/cats')).rejects.toMatchObject({ code: 'backend_failed' });
});
