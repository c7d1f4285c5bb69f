import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { isRunAlive, newRunMark } from './run-mark.js';

describe('the mark of a run', () => {
  const folders: string[] = [];
  beforeEach(async () => {
    for (const name of ['a', 'b']) folders.push(await mkdtemp(join(tmpdir(), `switchyard-mark-${name}`)));
  });
  afterEach(async () => {
    for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
  });

  it('has the same owner for one data folder by any name, and another for another', async () => {
    const [a = '', b = ''] = folders;
    const first = await newRunMark(a);
    const again = await newRunMark(`${b}/../${basename(a)}`);
    const other = await newRunMark(b);
    expect(again.owner).toBe(first.owner);
    expect(other.owner).not.toBe(first.owner);
    expect(again.run).not.toBe(first.run);
    expect(JSON.stringify(first)).not.toContain(a);
  });

  it('lives as long as its process, and is not mistaken for a later one with the same pid', async () => {
    const { run } = await newRunMark(folders[0] ?? '');
    const [pid = '', start = ''] = run.split('-');
    expect(await isRunAlive(run)).toBe(true);
    expect(await isRunAlive(`${pid}-${Number(start) - 1}-ab`)).toBe(false);
    expect(await isRunAlive('4194305-1-ab')).toBe(false);
    for (const bad of ['', 'x', '-1-2-3', '0-1', '../self-1']) expect(await isRunAlive(bad)).toBe(false);
  });
});
