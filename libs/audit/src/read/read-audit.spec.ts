import { appendFile, rm } from 'node:fs/promises';
import { rotatedFiles } from '../folder/audit-folder.js';
import { anEntry, LogFixture } from '../fixtures/log-fixture.js';
import type { AuditEvent } from '../index.js';
import { exportAudit, type ExportFormat } from './export-audit.js';
import { readAudit } from './read-audit.js';

const fixture = new LogFixture();
const SMALL = { fileBytes: 3_000 };

beforeEach(() => fixture.begin());
afterEach(() => fixture.end());

const read = (query = {}) => readAudit(fixture.folder, { limit: 1_000, ...query });
const seqs = (events: readonly AuditEvent[]) => events.map(({ seq }) => seq);

async function exported(format: ExportFormat, filter = {}): Promise<string> {
  let text = '';
  for await (const piece of exportAudit(fixture.folder, filter, format)) text += piece;
  return text;
}

describe('reading the newest events', () => {
  it('gives the newest first, over files, up to the limit', async () => {
    await fixture.write(30, SMALL);
    const all = await read();
    expect(seqs(all)).toEqual(all.map((_, index) => all.length - index));
    expect(all.length).toBeGreaterThan(30);
    expect(seqs(await read({ limit: 7 }))).toEqual(seqs(all).slice(0, 7));
  });

  it('gives what passes the filter', async () => {
    const log = await fixture.open();
    const first = await log.append(anEntry(1, { actor: 'eve', action: 'denied', result: 'denied' }));
    await log.append(anEntry(2));
    expect(seqs(await read({ actor: 'eve' }))).toEqual([1]);
    expect(seqs(await read({ action: 'restart' }))).toEqual([2]);
    expect(seqs(await read({ result: 'denied', resource: 'service/s1' }))).toEqual([1]);
    expect(seqs(await read({ resource: 'service/s' }))).toEqual([]);
    const time = Date.parse(first.ts);
    expect(seqs(await read({ until: new Date(time) }))).toEqual([]);
    expect(seqs(await read({ since: new Date(time) }))).toEqual([2, 1]);
    await log.append(anEntry(3, { correlation_id: 'the-request' }));
    expect(seqs(await read({ correlation_id: 'the-request' }))).toEqual([3]);
    expect(seqs(await read({ correlation_id: 'the-re' }))).toEqual([]);
  });

  it('finds what begins alike, and not the text in another field', async () => {
    const log = await fixture.open();
    for (const resource of ['quiet/first', 'quiet/', 'quiet2/tool', 'other/quiet/', 'Quiet/tool']) {
      await log.append(anEntry(1, { resource, metadata: { resource: 'quiet/' } }));
    }
    expect(seqs(await read({ resource_prefix: 'quiet/' }))).toEqual([2, 1]);
    expect(seqs(await read({ resource_prefix: 'quiet/', before: 2 }))).toEqual([1]);
    expect(seqs(await read({ resource_prefix: 'quiet/', resource: 'quiet/' }))).toEqual([2]);
    expect(seqs(await read({ resource_prefix: 'quiet/', actor: 'nobody' }))).toEqual([]);
    expect((await exported('jsonl', { resource_prefix: 'quiet/' })).match(/"seq":\d/g)).toEqual([
      '"seq":1',
      '"seq":2',
    ]);
  });

  it.each([0, 1_001, 1.5, Number.NaN])('refuses a limit of %s', async (limit) => {
    await expect(read({ limit })).rejects.toThrow('limit: got');
  });

  it('leaves out a line that is being written, and names the file of a damaged one', async () => {
    await fixture.write(2);
    await appendFile(fixture.path(), '{"action":');
    expect(seqs(await read())).toEqual([2, 1]);
    await appendFile(fixture.path(), '\n');
    await expect(read()).rejects.toMatchObject({
      code: 'audit_damaged',
      message: expect.stringContaining('audit.log') as string,
    });
  });

  it('stops when its reader is gone', async () => {
    await fixture.write(2);
    await expect(readAudit(fixture.folder, { limit: 5 }, AbortSignal.abort())).rejects.toThrow('aborted');
  });

  it('gives nothing where there is no event', async () => {
    expect(await read()).toEqual([]);
  });
});

describe('exporting', () => {
  it.each(['json', 'jsonl'] as const)('writes all events in order as %s', async (format) => {
    await fixture.write(30, SMALL);
    const text = await exported(format);
    const events = (
      format === 'json'
        ? JSON.parse(text)
        : text
            .trimEnd()
            .split('\n')
            .map((line) => JSON.parse(line) as unknown)
    ) as AuditEvent[];
    expect(events).toEqual((await read()).toReversed());
  });

  it('writes the lines of the files themselves as jsonl', async () => {
    await fixture.write(3);
    expect(await exported('jsonl')).toBe(`${(await fixture.lines()).join('\n')}\n`);
  });

  it('writes an empty list as JSON and a heading as CSV when nothing passes', async () => {
    expect(await exported('json')).toBe('[]\n');
    expect(await exported('jsonl')).toBe('');
    expect(await exported('csv')).toMatch(/^ts,seq,.*hash\r\n$/);
  });

  it('quotes CSV, and disarms what a spreadsheet would run', async () => {
    const log = await fixture.open();
    await log.append(
      anEntry(1, { actor: '=HYPERLINK("http://x")', resource: 'a,"b"\nc', metadata: { a: 1 } }),
    );
    const [, ...rows] = (await exported('csv')).split('\r\n');
    expect(rows[0]).toContain(`,"a,""b""\nc","'=HYPERLINK(""http://x"")",ok,req-1,"{""a"":1}",`);
  });

  it.each(['+1', '-1', '@A1', '\t=1', '\r=1'])('disarms %j', async (actor) => {
    const log = await fixture.open();
    await log.append(anEntry(1, { actor }));
    expect(await exported('csv')).toContain(`'${actor}`);
  });

  it('loses and doubles nothing while the log rotates', async () => {
    const log = await fixture.open({ limits: SMALL });
    await Promise.all(Array.from({ length: 300 }, (_, n) => log.append(anEntry(n))));
    const found: number[] = [];
    for await (const piece of exportAudit(fixture.folder, {}, 'jsonl')) {
      for (const line of piece.trimEnd().split('\n')) found.push((JSON.parse(line) as AuditEvent).seq);
      for (let number = 0; number < 20 && found.length < 1_000; number++) await log.append(anEntry(number));
    }
    expect(found).toEqual(found.map((_, index) => index + 1));
    expect(found.length).toBeGreaterThan(300);
  });

  it('goes on with the next file when retention has removed the one it was about to read', async () => {
    await fixture.write(60, SMALL);
    const files = await rotatedFiles(fixture.folder);
    await rm(fixture.path(files[0]?.name));
    const [first = ''] = (await exported('jsonl')).split('\n');
    expect((JSON.parse(first) as AuditEvent).seq).toBe(files[1]?.first);
  });

  it('leaves the files when its reader stops', async () => {
    await fixture.write(300);
    const pieces = exportAudit(fixture.folder, {}, 'jsonl');
    await pieces.next();
    expect(await pieces.return(undefined)).toMatchObject({ done: true });
  });
});
