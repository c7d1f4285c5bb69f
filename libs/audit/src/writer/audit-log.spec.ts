import { appendFile, readFile, stat, writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import { anEntry, LogFixture } from '../fixtures/log-fixture.js';
import type { AuditEntry } from '../index.js';
import { verifyAudit } from '../verify/verify-audit.js';

const fixture = new LogFixture();

beforeEach(() => fixture.begin());
afterEach(() => fixture.end());

describe('an audit log', () => {
  it('numbers events from 1 and chains each to the one before', async () => {
    const log = await fixture.open();
    const first = await log.append(anEntry());
    const second = await log.append(anEntry());
    expect(first).toMatchObject({ seq: 1, prev_hash: '0'.repeat(64), action: 'restart', actor: 'ann' });
    expect(second).toMatchObject({ seq: 2, prev_hash: first.hash });
    expect(await fixture.lines()).toHaveLength(2);
  });

  it('gives numbers in the order of the calls when many append at once', async () => {
    const log = await fixture.open();
    let sum = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 600 }), async (outcomes) => {
        const events = await Promise.all(
          outcomes.map((outcome, n) => (outcome ? log.appendOutcome(anEntry(n)) : log.append(anEntry(n)))),
        );
        expect(events.map(({ seq }) => seq)).toEqual(events.map((_, n) => sum + n + 1));
        expect(events.map(({ resource }) => resource)).toEqual(events.map((_, n) => `service/s${n}`));
        sum += events.length;
      }),
      { numRuns: 15 },
    );
    expect(await verifyAudit(fixture.folder)).toMatchObject({ ok: true, events: sum });
  });

  it('goes on with number and chain when it is opened again', async () => {
    await fixture.write(3);
    const log = await fixture.open();
    expect(await log.append(anEntry())).toMatchObject({ seq: 4 });
    expect(await verifyAudit(fixture.folder)).toMatchObject({ ok: true, events: 4 });
  });

  it('keeps what was given at the call, whatever the caller does with it later', async () => {
    const log = await fixture.open();
    const metadata = { steps: ['pull'] };
    const appended = log.append(anEntry(0, { metadata }));
    metadata.steps.push('up');
    expect((await appended).metadata).toEqual({ steps: ['pull'] });
  });

  it('keeps metadata that is named like a part of every object', async () => {
    const log = await fixture.open();
    await log.append(
      anEntry(0, { metadata: JSON.parse('{"__proto__":{"a":1},"constructor":2}') as AuditEntry['metadata'] }),
    );
    expect((await fixture.lines())[0]).toContain('"__proto__":{"a":1}');
    expect(await verifyAudit(fixture.folder)).toMatchObject({ ok: true, events: 1 });
  });

  it.each([
    ['action', { action: 'explode' as 'start' }],
    ['resource', { resource: '' }],
    ['actor', { actor: 'a\ud800' }],
    ['correlation_id', { correlation_id: 'a b' }],
    ['metadata', { metadata: { text: 'x'.repeat(17_000) } }],
    ['metadata', { metadata: { at: new Date(0) } }],
  ])('refuses a wrong %s by its name and writes nothing', async (param, wrong) => {
    const log = await fixture.open();
    await expect(log.append(anEntry(0, wrong))).rejects.toMatchObject({
      code: 'audit_invalid',
      param,
      message: expect.stringContaining(param) as string,
    });
    expect(log.state.seq).toBe(0);
  });

  it('takes metadata of any depth that it lets in, and stays open after what it does not', async () => {
    const log = await fixture.open();
    const nested = (depth: number): AuditEntry['metadata'] =>
      depth === 1 ? {} : { inner: nested(depth - 1) };
    for (const depth of [60, 63, 64, 65, 66]) {
      await log.append(anEntry(0, { metadata: nested(depth) })).catch((error: unknown) => {
        expect(error).toMatchObject({ code: 'audit_invalid', param: 'metadata' });
      });
    }
    expect(log.state.accepting).toBe(true);
    expect(log.state.seq).toBeGreaterThanOrEqual(3);
  });

  it('is readable by its owner alone', async () => {
    await fixture.write(1);
    for (const name of await fixture.names()) {
      expect((await stat(fixture.path(name))).mode & 0o077).toBe(0);
    }
  });

  it('refuses what comes after closing', async () => {
    const log = await fixture.open();
    await log.close();
    await expect(log.append(anEntry())).rejects.toMatchObject({ code: 'audit_unavailable' });
    expect(log.state).toMatchObject({ accepting: false });
  });

  it('writes what waits before it closes', async () => {
    const log = await fixture.open();
    const waiting = Array.from({ length: 700 }, (_, n) => log.append(anEntry(n)));
    await log.close();
    expect(await Promise.all(waiting)).toHaveLength(700);
    expect(await fixture.lines()).toHaveLength(700);
  });

  it('refuses more waiting events than it may hold', async () => {
    const log = await fixture.open({ limits: { waiting: 10 } });
    const all = await Promise.allSettled(Array.from({ length: 12 }, (_, n) => log.append(anEntry(n))));
    expect(all.map(({ status }) => status).slice(-2)).toEqual(['rejected', 'rejected']);
    expect(log.state.seq).toBe(10);
  });
});

describe('a log that a crash left', () => {
  it('keeps a torn last line aside and goes on with the chain', async () => {
    await fixture.write(3);
    await appendFile(fixture.path(), '{"action":"resta');
    const log = await fixture.open();
    await log.append(anEntry());
    const torn = (await fixture.names()).filter((name) => name.includes('.torn-'));
    expect(torn).toHaveLength(1);
    expect(await readFile(fixture.path(torn[0]), 'utf8')).toBe('{"action":"resta');
    expect(await verifyAudit(fixture.folder)).toMatchObject({ ok: true, events: 4, torn_pieces: 1 });
  });

  it('sets a torn end of any size aside, also one that is all of the file', async () => {
    await writeFile(fixture.path(), Buffer.alloc(200_000));
    const log = await fixture.open();
    expect(await log.append(anEntry())).toMatchObject({ seq: 1 });
    expect(await verifyAudit(fixture.folder)).toMatchObject({ ok: true, events: 1, torn_pieces: 1 });
  });

  it('refuses an end that is not as it was written and touches nothing', async () => {
    await fixture.write(3);
    const text = await readFile(fixture.path(), 'utf8');
    await writeFile(fixture.path(), text.replace('service/s1', 'service/s9'));
    await expect(fixture.open()).rejects.toMatchObject({ code: 'audit_damaged' });
    expect(await readFile(fixture.path(), 'utf8')).toContain('service/s9');
    expect(await fixture.names()).not.toContain('audit.lock');
  });
});
