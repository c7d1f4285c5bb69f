import fc from 'fast-check';
import { parseJobPayload } from './job-payload.js';
import { CHANGES } from './plan.js';

const aPayload = {
  intent_id: '0192f3a0-0000-7000-8000-000000000001',
  node: 'local',
  services: ['web', 'db'],
  action: 'restart',
  actor: 'ann',
  correlation_id: 'req-1',
  requested_at: '2026-11-01T10:00:00.000Z',
};

const name = fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}$/);
const imageTarget = fc.record({
  reference: fc.stringMatching(
    /^[a-z0-9]{1,20}(\/[a-z0-9]{1,20})?(:[a-z0-9.]{1,10})?(@sha256:[0-9a-f]{64})?$/,
  ),
});
const rolling = (reference: string) => ({
  images: { web: { reference } },
  pull: 'always',
  health_timeout_sec: 60,
});
const payload = fc.record(
  {
    intent_id: fc.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
    node: name,
    services: fc.uniqueArray(name, { maxLength: 64 }),
    action: fc.constantFrom(...CHANGES),
    plan_hash: fc.stringMatching(/^[0-9a-f]{64}$/),
    rollout: fc.record({
      images: fc.dictionary(fc.stringMatching(/^[a-z0-9][a-z0-9_.-]{0,20}$/), imageTarget, { maxKeys: 4 }),
      pull: fc.constantFrom('always', 'missing'),
      health_timeout_sec: fc.integer({ min: 1, max: 3_600 }),
    }),
    actor: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9@._:/-]{0,127}$/),
    correlation_id: fc.stringMatching(/^[A-Za-z0-9._:-]{1,128}$/),
    requested_at: fc
      .date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') })
      .map((date) => date.toISOString()),
  },
  { requiredKeys: ['intent_id', 'node', 'services', 'action', 'actor', 'correlation_id', 'requested_at'] },
);

describe('parseJobPayload', () => {
  it('gives back every valid payload as it was written, through JSON and back', () => {
    fc.assert(
      fc.property(payload, (given) => {
        expect(parseJobPayload(JSON.parse(JSON.stringify(given)))).toEqual(given);
      }),
    );
  });

  it('refuses every field that it does not know, so that no secret can ride along', () => {
    const known = new Set([...Object.keys(aPayload), 'plan_hash', 'rollout', 'steps', '__proto__']);
    const unknown = fc.string({ minLength: 1 }).filter((key) => !known.has(key));
    fc.assert(
      fc.property(unknown, fc.jsonValue(), (key, value) => {
        expect(() => parseJobPayload({ ...aPayload, [key]: value })).toThrow(/nrecognized/);
      }),
    );
  });

  it.each([
    ['intent_id', '12345'],
    ['intent_id', '0192f3a0-0000-4000-8000-000000000001'],
    ['node', '../other'],
    ['node', 'a:b'],
    ['services.1', ['web', '../../volumes/prune']],
    ['services', ['web', 'web']],
    ['services', Array.from({ length: 65 }, (_, index) => `s${index}`)],
    ['action', 'remove'],
    ['rollout.images.web.reference', rolling('user:secret@registry/app:1')],
    ['rollout.images.web.reference', rolling('--privileged')],
    ['actor', 'ann\nroot'],
    ['correlation_id', ''],
    ['requested_at', 'yesterday'],
  ])('names %s when it is %j', (field, value) => {
    const key = field.split('.')[0] ?? '';
    expect(() => parseJobPayload({ ...aPayload, [key]: value })).toThrow(
      expect.objectContaining({ code: 'invalid_job', param: field }),
    );
  });

  it.each([undefined, null, 'restart', [], 7])('refuses %j', (given) => {
    expect(() => parseJobPayload(given)).toThrow(
      expect.objectContaining({ code: 'invalid_job', param: 'job' }),
    );
  });
});
