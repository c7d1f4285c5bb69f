import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';
import { anEntry, LogFixture } from '../fixtures/log-fixture.js';
import { AUDIT_ACTIONS, AUDIT_RESULTS } from './audit-action.js';
import { eventJsonSchema } from './event-json-schema.js';

const FILE = resolve('docs/audit/audit-event.schema.json');
const PROSE = resolve('docs/audit/SCHEMA.md');

describe('the JSON Schema of an event', () => {
  it('is the one in docs/audit', async () => {
    expect(JSON.parse(await readFile(FILE, 'utf8'))).toEqual(JSON.parse(JSON.stringify(eventJsonSchema())));
  });

  it('takes every line that a log writes, its own records included, and refuses what is no event', async () => {
    const schema = z.fromJSONSchema(JSON.parse(await readFile(FILE, 'utf8')) as z.core.JSONSchema.JSONSchema);
    const fixture = new LogFixture();
    await fixture.begin();
    const log = await fixture.open({ limits: { fileBytes: 2_000, keepBytes: 4_000 } });
    for (const action of AUDIT_ACTIONS) {
      for (const result of AUDIT_RESULTS) await log.append(anEntry(1, { action, result }));
    }
    await log.append({ action: 'login', resource: 'ops', actor: 'ann', result: 'ok' });
    for (const name of (await fixture.names()).filter((name) => name.startsWith('audit.log'))) {
      for (const line of await fixture.lines(name)) schema.parse(JSON.parse(line));
    }
    const [line = ''] = await fixture.lines();
    expect(schema.safeParse({ ...(JSON.parse(line) as object), more: 1 }).success).toBe(false);
    expect(schema.safeParse({ ...(JSON.parse(line) as object), seq: 0 }).success).toBe(false);
    await fixture.end();
  });

  it('is explained: every field, action and result has its place in SCHEMA.md', async () => {
    const prose = await readFile(PROSE, 'utf8');
    const fields = Object.keys(eventJsonSchema()['properties'] as object);
    for (const word of [...fields, ...AUDIT_ACTIONS, ...AUDIT_RESULTS])
      expect(prose).toContain(`\`${word}\``);
  });
});
