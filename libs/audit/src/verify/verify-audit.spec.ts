import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { lineOf, sealEvent } from '../event/event-chain.js';
import { anEntry, LogFixture } from '../fixtures/log-fixture.js';
import type { AuditHead } from '../head/audit-head.js';
import type { AuditEvent } from '../index.js';
import { verifyAudit } from './verify-audit.js';

const EVENTS = 12;
const fixture = new LogFixture();
let head: AuditHead;
let publicKey: string;
let files: Map<string, string>;

/** Three files: two whole ones and the current one. */
beforeEach(async () => {
  await fixture.begin();
  const log = await fixture.open({ limits: { fileBytes: 2_000 } });
  for (let number = 0; number < EVENTS; number++) await log.append(anEntry(number));
  head = log.head();
  publicKey = log.publicKey;
  await log.close();
  files = new Map();
  for (const name of await fixture.names()) {
    if (name.startsWith('audit.log')) files.set(name, await readFile(fixture.path(name), 'utf8'));
  }
});
afterEach(() => fixture.end());

const verify = () => verifyAudit(fixture.folder, { head, publicKey });
const namesInOrder = () => [...files.keys()].sort((a, b) => firstOf(a) - firstOf(b));
const firstOf = (name: string) => Number(/\.(\d+)-/.exec(name)?.[1] ?? Infinity);

/** Changes one file's lines, verifies, and puts the file back. */
async function verifyWith(name: string, change: (lines: string[]) => readonly string[]) {
  const text = files.get(name) ?? '';
  await writeFile(fixture.path(name), change(text.split('\n')).join('\n'));
  const report = await verify();
  await writeFile(fixture.path(name), text);
  return report;
}

const place = fc.record({ file: fc.nat(1_000), at: fc.nat(100_000), other: fc.nat(100_000) });

/** The line of another event with the same number and predecessor, its hash as it must be. */
function rewritten(line: string): string {
  const { seq, prev_hash } = JSON.parse(line) as AuditEvent;
  const entry = { ...anEntry(0, { actor: 'eve' }), metadata: {} };
  return lineOf(sealEvent(entry, 0, { seq: seq - 1, hash: prev_hash })).trimEnd();
}

/** A file, and two different lines of it. */
function pick({ file, at, other }: { file: number; at: number; other: number }) {
  const name = namesInOrder()[file % files.size] ?? '';
  const lines = (files.get(name) ?? '').split('\n').length - 1;
  const first = at % lines;
  return { name, first, second: (first + 1 + (other % (lines - 1))) % lines };
}

describe('verifying a log against its head', () => {
  it('passes what was written, over all files', async () => {
    expect(files.size).toBeGreaterThan(2);
    expect(await verify()).toMatchObject({
      ok: true,
      files: files.size,
      first_seq: 1,
      last_seq: head.seq,
      events: head.seq,
      anchored_through: head.seq,
      signature_checked: true,
    });
  });

  it('finds any byte that was changed, put in or taken out', async () => {
    const change = fc.record({
      place,
      byte: fc.nat(255),
      kind: fc.constantFrom('change', 'insert', 'delete'),
    });
    await fc.assert(
      fc.asyncProperty(change, async ({ place, byte, kind }) => {
        const { name } = pick(place);
        const bytes = Buffer.from(files.get(name) ?? '');
        const at = place.at % bytes.length;
        fc.pre(kind !== 'change' || bytes[at] !== byte);
        const put = kind === 'delete' ? [] : [byte];
        const rest = bytes.subarray(kind === 'insert' ? at : at + 1);
        await writeFile(fixture.path(name), Buffer.concat([bytes.subarray(0, at), Buffer.from(put), rest]));
        expect((await verify()).problem?.file).toMatch(/^audit\.log/);
        await writeFile(fixture.path(name), bytes);
      }),
      { numRuns: 300 },
    );
  });

  it('finds lines that changed places', async () => {
    await fc.assert(
      fc.asyncProperty(place, async (at) => {
        const { name, first, second } = pick(at);
        const report = await verifyWith(name, (lines) =>
          lines.with(first, lines[second] ?? '').with(second, lines[first] ?? ''),
        );
        const opensFile = Math.min(first, second) === 0 && name === namesInOrder()[0];
        expect(report.problem).toMatchObject({
          kind: opensFile ? expect.any(String) : 'reordered',
          file: name,
        });
      }),
      { numRuns: 60 },
    );
  });

  it('finds a line that is gone, wherever it was', async () => {
    await fc.assert(
      fc.asyncProperty(place, async (at) => {
        const { name, first } = pick(at);
        const report = await verifyWith(name, (lines) => lines.toSpliced(first, 1));
        expect(['gap', 'truncated']).toContain(report.problem?.kind);
      }),
      { numRuns: 60 },
    );
  });

  it('finds a line that is there twice', async () => {
    await fc.assert(
      fc.asyncProperty(place, async (at) => {
        const { name, first, second } = pick(at);
        const later = Math.max(first, second);
        const report = await verifyWith(name, (lines) =>
          lines.toSpliced(later, 0, lines[Math.min(first, second)] ?? ''),
        );
        expect(report.problem).toMatchObject({ kind: 'duplicate', file: name, line: later + 1 });
      }),
      { numRuns: 60 },
    );
  });

  it('finds any cut, at any byte of any file', async () => {
    await fc.assert(
      fc.asyncProperty(place, async (at) => {
        const { name } = pick(at);
        const bytes = Buffer.from(files.get(name) ?? '');
        const length = at.at % bytes.length;
        await writeFile(fixture.path(name), bytes.subarray(0, length));
        const report = await verify();
        const whole = length === 0 || bytes[length - 1] === 10;
        expect(report.problem?.kind).toBe(whole ? 'truncated' : 'torn');
        await writeFile(fixture.path(name), bytes);
      }),
      { numRuns: 100 },
    );
  });

  it('finds a file that is gone', async () => {
    for (const [name, text] of files) {
      await rm(fixture.path(name));
      expect((await verify()).problem?.kind).toBe(name === 'audit.log' ? 'truncated' : 'gap');
      await writeFile(fixture.path(name), text);
    }
  });

  it('finds a file under another name', async () => {
    const [first = ''] = namesInOrder();
    await rename(fixture.path(first), fixture.path(first.replace('.1-', '.0001-').replace('0001', '1000')));
    expect((await verify()).ok).toBe(false);
  });

  it('finds a log that was written anew with a chain that holds', async () => {
    await rm(fixture.folder, { recursive: true });
    await fixture.write(EVENTS + 8);
    expect((await verify()).problem).toMatchObject({ kind: 'edited', line: head.seq });
  });

  it('finds an event that was rewritten together with its own hash', async () => {
    await fc.assert(
      fc.asyncProperty(place, async (at) => {
        const { name, first } = pick(at);
        const report = await verifyWith(name, (lines) => lines.with(first, rewritten(lines[first] ?? '')));
        expect(['edited', 'wrong_link']).toContain(report.problem?.kind);
      }),
      { numRuns: 60 },
    );
  });

  it('finds a file that says it continues another than it does', async () => {
    const report = await verifyWith('audit.log', (lines) => lines.with(0, rewritten(lines[0] ?? '')));
    expect(report.problem).toMatchObject({ kind: 'wrong_link', file: 'audit.log', line: 1 });
  });

  it('finds a head that was changed or signed by another', async () => {
    const forged = await verifyAudit(fixture.folder, { head: { ...head, seq: head.seq - 1 }, publicKey });
    expect(forged.problem?.kind).toBe('bad_signature');
    const other = new LogFixture();
    await other.begin();
    const foreign = (await other.open()).publicKey;
    await other.end();
    expect((await verifyAudit(fixture.folder, { head, publicKey: foreign })).problem?.kind).toBe(
      'bad_signature',
    );
  });

  it('says how far the head proves the log when the log has gone on', async () => {
    const log = await fixture.open();
    await log.append(anEntry());
    expect(await verify()).toMatchObject({ ok: true, anchored_through: head.seq, last_seq: head.seq + 1 });
  });
});

it('a folder without a log verifies as empty, and as truncated with a head', async () => {
  const folder = join(fixture.folder, '..');
  await expect(verifyAudit(join(folder, 'not-there-at-all'))).rejects.toMatchObject({ code: 'ENOENT' });
  for (const name of files.keys()) await rm(fixture.path(name));
  expect(await verifyAudit(fixture.folder)).toMatchObject({ ok: true, events: 0 });
  expect((await verify()).problem?.kind).toBe('truncated');
});
