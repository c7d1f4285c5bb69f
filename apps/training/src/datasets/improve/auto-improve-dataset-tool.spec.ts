import { readdir, readFile, rename, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { openDatasetBed, type DatasetBed } from '../../../../../test/training/dataset-bed.js';
import { pictureOf, treeOf, writeFiles } from '../../../../../test/training/dataset-images.js';

let bed: DatasetBed;
let folder: string;

beforeEach(async () => {
  bed = await openDatasetBed();
  folder = bed.folder;
});
afterEach(() => bed.close());

const cats = (files: Parameters<typeof writeFiles>[1]) => writeFiles(join(folder, 'cats'), files);
const refusal = (text: RegExp) => ({ isError: true, text: expect.stringMatching(text) });

describe('auto-improve-dataset', () => {
  const improve = (args: object = {}) =>
    bed.client.call('auto-improve-dataset', { dataset_path: 'cats', trigger_word: 'sks', ...args });
  const untidy = async () => {
    const [one, two] = await Promise.all([pictureOf({ seed: 1 }), pictureOf({ seed: 2 })]);
    await cats({
      'IMG_2031-red-cat.jpg': one,
      'b.jpg': two,
      'b.txt': '  \n',
      'c.jpg': two,
      'c.txt': 'the same cat',
      'sub/d.jpg': one.subarray(0, 900),
      'sub/d.txt': 'half a cat',
      'e.jpg': await pictureOf({ seed: 5 }),
      'e.txt': 'a good cat',
      'old.bmp': 'BM',
    });
  };

  it('changes nothing unless told to', async () => {
    await untidy();
    const before = await treeOf(bed.around);
    const { value, text } = await improve({ quarantine_duplicates: true });
    await expect(treeOf(bed.around)).resolves.toEqual(before);
    expect(value).toMatchObject({
      generated_at: '2026-11-21T10:00:00.000Z',
      dataset_path: join(folder, 'cats'),
      config_name: null,
      config_source: null,
      applied: false,
      options: { apply: false, max_dataset_files: 5_000, quarantine_corrupt: true },
      analysis_before: { total_images: 5, corrupt_image_count: 1, duplicate_image_estimate: 1 },
      inspection: {
        missing_caption_files: ['IMG_2031-red-cat.jpg'],
        empty_caption_files: ['b.jpg'],
        duplicate_files: ['c.jpg'],
        corrupt_files: ['sub/d.jpg'],
        untrained_files: ['old.bmp'],
        scanned_images: 5,
        truncated: false,
      },
      plan_actions: [
        { action: 'create_missing_captions', count: 1, enabled: true },
        { action: 'fill_empty_captions', count: 1, enabled: true },
        { action: 'quarantine_duplicates', count: 1, enabled: true },
        { action: 'quarantine_corrupt', count: 1, enabled: true },
      ],
      plan: { missing_captions: 1, empty_captions: 1, duplicate_images: 1, corrupt_images: 1 },
      apply_result: { skipped: true },
      analysis_after: { skipped: true },
    });
    expect(text).toBe(JSON.stringify(value, undefined, 2));
  });

  it('makes captions of names, and takes what is broken or double out of the trainer’s sight', async () => {
    await untidy();
    const { value } = await improve({ apply: true, quarantine_duplicates: true });
    const run = '.quarantine/cats/20261121T100000000Z';
    expect(value).toMatchObject({
      applied: true,
      apply_result: {
        captions_created: 1,
        empty_captions_filled: 1,
        duplicates_quarantined: 1,
        corrupt_quarantined: 1,
        moved_files: [
          { type: 'corrupt', from: 'sub/d.jpg', path: `${run}/corrupt/sub/d.jpg` },
          { type: 'corrupt', from: 'sub/d.txt', path: `${run}/corrupt/sub/d.txt` },
          { type: 'duplicate', from: 'c.jpg', path: `${run}/duplicates/c.jpg` },
          { type: 'duplicate', from: 'c.txt', path: `${run}/duplicates/c.txt` },
        ],
        not_done: [],
      },
      analysis_after: {
        total_images: 3,
        caption_coverage_pct: 100,
        corrupt_image_count: 0,
        duplicate_image_estimate: 0,
      },
    });
    const caption = (name: string) => readFile(join(folder, 'cats', `${name}.txt`), 'utf8');
    await expect(caption('IMG_2031-red-cat')).resolves.toBe('sks red cat');
    await expect(caption('b')).resolves.toBe('sks b');
    await expect(caption('e')).resolves.toBe('a good cat');
    await expect(readFile(join(folder, run, 'corrupt/sub/d.txt'), 'utf8')).resolves.toBe('half a cat');
  });

  it('writes down how all of it can be undone', async () => {
    await untidy();
    const before = await treeOf(join(folder, 'cats'));
    const quarantine = { apply: true, quarantine_duplicates: true };
    await improve({ ...quarantine, fill_missing_captions: false, fill_empty_captions: false });
    const manifest = JSON.parse(
      await readFile(join(folder, '.quarantine/cats/20261121T100000000Z/manifest.json'), 'utf8'),
    ) as { dataset: string; moves: { from: string; path: string }[] };
    expect(manifest.moves).toHaveLength(4);
    for (const { from, path } of manifest.moves)
      await rename(join(folder, path), join(folder, manifest.dataset, from));
    const stripped = (tree: Record<string, string>) => ({ ...tree, sub: 'a folder' });
    expect(stripped(await treeOf(join(folder, 'cats')))).toEqual(stripped(before));
  });

  it('writes over nothing in quarantine when it is asked twice within one moment', async () => {
    await cats({ 'a.jpg': 'first' });
    await improve({ apply: true });
    await cats({ 'a.jpg': 'second' });
    await improve({ apply: true });
    const runs = join(folder, '.quarantine/cats');
    await expect(readdir(runs)).resolves.toEqual(['20261121T100000000Z', '20261121T100000000Z-1']);
    await expect(readFile(join(runs, '20261121T100000000Z/corrupt/a.jpg'), 'utf8')).resolves.toBe('first');
  });

  it('leaves a caption where another image uses it too', async () => {
    await cats({ 'a.jpg': 'broken', 'a.png': await pictureOf({ format: 'png' }), 'a.txt': 'a cat' });
    const { value } = await improve({ apply: true });
    expect(value).toMatchObject({ apply_result: { moved_files: [{ from: 'a.jpg' }] } });
    await expect(readFile(join(folder, 'cats', 'a.txt'), 'utf8')).resolves.toBe('a cat');
  });

  it('improves a data set once when two ask for it at the same time', async () => {
    await untidy();
    // Which of them comes first is nobody's to say.
    const answers = await Promise.all([improve({ apply: true }), improve({ apply: true })]);
    const results = answers.map(({ value }) => (value as { apply_result: object }).apply_result);
    expect(results).toContainEqual(expect.objectContaining({ captions_created: 1, corrupt_quarantined: 1 }));
    expect(results).toContainEqual(expect.objectContaining({ captions_created: 0, corrupt_quarantined: 0 }));
    await expect(readdir(join(folder, '.quarantine/cats'))).resolves.toHaveLength(1);
  });

  it('does only what is enabled', async () => {
    await untidy();
    const { value } = await improve({ apply: true, fill_empty_captions: false, quarantine_corrupt: false });
    expect(value).toMatchObject({
      apply_result: {
        captions_created: 1,
        empty_captions_filled: 0,
        corrupt_quarantined: 0,
        moved_files: [],
      },
      plan_actions: [{ enabled: true }, { enabled: false }, { enabled: false }, { enabled: false }],
    });
    await expect(readdir(folder)).resolves.toEqual(['cats']);
  });

  it('finds the data set by a configuration', async () => {
    await untidy();
    const { value } = await bed.client.call('auto-improve-dataset', { config_name: 'cats-config' });
    expect(value).toMatchObject({ config_name: 'cats-config', config_source: 'saved_config' });
  });

  it.each<[object, RegExp]>([
    [{ dataset_path: 'dogs' }, /^dataset_not_found: dataset_path: /],
    [{ dataset_path: '../..' }, /^path_outside_root: dataset_path: /],
    [{ config_name: 'none' }, /^config_not_found: config_name: /],
    [{ config_name: 'bare-config' }, /^dataset_not_found: config_name: /],
    [{}, /^invalid_argument: dataset_path: /],
  ])('fails, and says so, for %j', async (args, text) => {
    await expect(bed.client.call('auto-improve-dataset', { ...args })).resolves.toMatchObject(refusal(text));
  });

  it('moves nothing into a quarantine that leads out of the data sets', async () => {
    await cats({ 'a.jpg': 'broken' });
    await symlink(bed.around, join(folder, '.quarantine'));
    await expect(improve({ apply: true })).resolves.toMatchObject(refusal(/^path_outside_root/));
    await expect(readdir(join(folder, 'cats'))).resolves.toEqual(['a.jpg']);
  });

  it('says that the data set cannot be changed, and leaves it whole', async () => {
    await cats({ 'a.jpg': 'broken' });
    await writeFiles(folder, { '.quarantine': 'a file' });
    await expect(improve({ apply: true })).resolves.toMatchObject(refusal(/^dataset_not_writable: /));
    await expect(readdir(join(folder, 'cats'))).resolves.toEqual(['a.jpg']);
  });

  it('gives captions through the backend, and says what it cannot do there', async () => {
    const image = await pictureOf();
    const files = {
      'a.jpg': image,
      'b.jpg': image,
      'b.txt': Buffer.from('a cat'),
      'my cat.jpg': image,
      'z.jpg': Buffer.from('x'),
    };
    bed.toolkit.datasets.set('cats', new Map(Object.entries(files)));
    const args = { dataset_path: 'cats', apply: true, quarantine_duplicates: true };
    const { value } = await bed.remote.call('auto-improve-dataset', args);
    expect(value).toMatchObject({
      apply_result: {
        captions_created: 2,
        moved_files: [],
        not_done: [
          { action: 'quarantine_corrupt', count: 1 },
          { action: 'quarantine_duplicates', count: 2 },
          { action: 'create_missing_captions', count: 1 },
        ],
      },
    });
    expect(bed.toolkit.datasets.get('cats')?.get('a.txt')?.toString()).toBe('a');
    expect(bed.toolkit.datasets.get('cats')?.get('b.txt')?.toString()).toBe('a cat');
  });
});
