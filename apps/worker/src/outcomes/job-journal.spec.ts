import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JobEvent } from '@app/jobs';
import { JobJournal } from './job-journal.js';

const DONE: JobEvent = { type: 'outcome', result: 'ok', value: { steps: ['grüße 🚀'] } };
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'journal-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const open = () => JobJournal.open(folder);
const path = () => join(folder, 'journal.jsonl');

describe("the worker's journal", () => {
  it('brings an end that was not delivered through a restart, until it is', async () => {
    const first = await open();
    await first.began('a');
    await first.ended('a', DONE);
    expect(first.undelivered).toEqual([{ jobId: 'a', event: DONE }]);
    const second = await open();
    expect(second.undelivered).toEqual([{ jobId: 'a', event: DONE }]);
    await second.delivered('a');
    const third = await open();
    expect(third.undelivered).toEqual([]);
    expect(third.endOf('a')).toEqual(DONE);
  });

  it('knows when a job can last have been worked at, however often the worker is started after that', async () => {
    const times = ['00', '01', '02', '03', '04', '05', '06', '07', '08', '09'].map((second) =>
      Date.parse(`2026-11-01T10:00:${second}Z`),
    );
    let tick = 0;
    const clock = { now: () => times[tick] ?? 0, monotonic: () => 0 };
    const first = await JobJournal.open(folder, clock);
    tick = 1;
    await first.began('cut off');
    await first.began('ended');
    expect(first.lastSign('cut off')).toBe(times[1]);
    tick = 2;
    await first.ended('ended', DONE);
    tick = 3;
    expect((await JobJournal.open(folder, clock)).lastSign('cut off')).toBe(times[3]);
    tick = 4;
    const third = await JobJournal.open(folder, clock);
    const signs = ['cut off', 'ended', 'never heard of'].map((job) => third.lastSign(job));
    expect(signs).toEqual([times[3], times[2], times[4]]);
  });

  it('knows which job is under way, and that a job of a process that is gone is not', async () => {
    const first = await open();
    await first.began('a');
    expect(first.isUnderWay('a')).toBe(true);
    const second = await open();
    expect(second.isUnderWay('a')).toBe(false);
    expect(second.neverBegan('a', new Date().toISOString())).toBe(false);
  });

  it('is certain that a job never began only for the time that it has seen', async () => {
    const before = new Date(Date.now() - 1_000).toISOString();
    const journal = await open();
    const after = new Date(Date.now() + 1_000).toISOString();
    expect(journal.neverBegan('a', after)).toBe(true);
    expect(journal.neverBegan('a', before)).toBe(false);
    await journal.began('b');
    expect((await open()).neverBegan('a', after)).toBe(true);
  });

  it('stays bounded, keeps every end that nobody was told of, and says what it forgot', async () => {
    const journal = await open();
    const early = new Date(Date.now() + 1).toISOString();
    await journal.ended('told to nobody', DONE);
    const lines = Array.from({ length: 9_000 }, (_, n) => JSON.stringify({ job: `j${n}`, began: early }));
    await appendFile(path(), `\n${lines.join('\n')}`);
    const reopened = await open();
    expect((await readFile(path(), 'utf8')).split('\n').length).toBeLessThan(2_100);
    expect(reopened.undelivered).toHaveLength(1);
    expect(reopened.neverBegan('j0', new Date(Date.parse(early) - 1).toISOString())).toBe(false);
  });

  it('does not fall over a line that a crash cut short, and is certain of nothing after damage', async () => {
    const first = await open();
    await first.began('a');
    await appendFile(path(), '\n{"job":"b","beg');
    const second = await open();
    expect(second.neverBegan('b', new Date().toISOString())).toBe(true);
    await second.ended('a', DONE);
    expect((await open()).endOf('a')).toEqual(DONE);
    const asked = new Date(Date.now() - 1).toISOString();
    await writeFile(path(), (await readFile(path(), 'utf8')).replace('"began"', '"bEgan"'));
    expect((await open()).neverBegan('c', asked)).toBe(false);
  });

  it('lets no job begin that it cannot note', async () => {
    const journal = await open();
    await rm(folder, { recursive: true });
    await expect(journal.began('a')).rejects.toMatchObject({ code: 'journal_unavailable' });
    await expect(journal.ended('b', DONE)).rejects.toThrow();
    expect(journal.undelivered).toEqual([{ jobId: 'b', event: DONE }]);
  });
});
