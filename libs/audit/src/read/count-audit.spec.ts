import { anEntry, LogFixture } from '../fixtures/log-fixture.js';
import { countAudit } from './count-audit.js';
import { readAudit } from './read-audit.js';

const fixture = new LogFixture();

beforeEach(() => fixture.begin());
afterEach(() => fixture.end());

describe('counting events', () => {
  it('counts all of them, over files, and none in an empty log', async () => {
    expect(await countAudit(fixture.folder, {})).toEqual({ total: 0, is_exact: true });
    await fixture.write(30, { fileBytes: 3_000 });
    const all = await readAudit(fixture.folder, { limit: 1_000 });
    expect(await countAudit(fixture.folder, {})).toEqual({ total: all.length, is_exact: true });
  });

  it('counts those alone that pass, also where another field holds the same text', async () => {
    const log = await fixture.open();
    await log.append(anEntry(1, { actor: 'eve' }));
    await log.append(anEntry(2, { metadata: { actor: 'eve' } }));
    await log.append(anEntry(3, { actor: 'eve', result: 'error' }));
    expect(await countAudit(fixture.folder, { actor: 'eve' })).toEqual({ total: 2, is_exact: true });
    expect(await countAudit(fixture.folder, { actor: 'eve', result: 'error' })).toMatchObject({ total: 1 });
  });
});

describe('reading on from a number', () => {
  it('page after page gives every event once, over files', async () => {
    await fixture.write(40, { fileBytes: 3_000 });
    const all = await readAudit(fixture.folder, { limit: 1_000 });
    const paged = [];
    for (let before: number | undefined; ; before = paged.at(-1)?.seq) {
      const page = await readAudit(fixture.folder, { limit: 7, ...(before !== undefined && { before }) });
      if (page.length === 0) break;
      paged.push(...page);
    }
    expect(paged).toEqual(all);
  });

  it('is not led astray by a caller who writes a number like that of an event', async () => {
    const log = await fixture.open();
    await log.append(anEntry(1, { metadata: { note: '"seq":99,"ts":"2026-01-01T00:00:00.000Z"}' } }));
    await log.append(anEntry(2));
    expect((await readAudit(fixture.folder, { limit: 5, before: 2 })).map(({ seq }) => seq)).toEqual([1]);
  });
});
