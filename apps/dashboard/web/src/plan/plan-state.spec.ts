import { Problem } from '../api/problem.js';
import { consoleCommand, failureOf, whyNot } from './plan-answer.js';
import { canConfirm, planAfter, type PlanEvent, type PlanState } from './plan-state.js';
import { comparedTo, titleOf, type PlanView } from './plan-view.js';

const change = (id: string, after = 'running') => ({ id, what: id, before: 'running', after });
const view = (hash: string, ...changes: PlanView['changes']): PlanView => ({
  hash,
  changes,
  stops: [],
  affected: [],
  needs: [],
  cannotBeUndone: [],
});
const OLD = view('sha256:old', change('web'), change('db'));
const NEW = view('sha256:new', change('web', 'recreated'), change('db'), change('cache'));
const busy = new Problem(409, 'service_busy', 'held by another job');

/** Plays events, one a second from second 1 on. */
function play(...events: PlanEvent[]): PlanState {
  return events.reduce<PlanState>((state, event, i) => planAfter(state, event, 1_000 * (i + 1)), {
    phase: 'planning',
  });
}
const planned: PlanEvent = { event: 'planned', plan: OLD };
const confirm: PlanEvent = { event: 'confirm', key: 'key-1', reason: '' };

describe('a plan', () => {
  it('can be confirmed as soon as it is there, for five minutes', () => {
    const ready = play(planned);
    expect([1_000, 300_999, 301_000].map((now) => canConfirm(ready, now))).toEqual([true, true, false]);
    expect(planAfter(ready, { event: 'tick' }, 301_000).phase).toBe('expired');
  });

  it('that is confirmed twice is sent once', () => {
    const twice = play(planned, confirm, { event: 'confirm', key: 'key-2', reason: '' });
    expect(twice).toMatchObject({ phase: 'sending', key: 'key-1' });
  });

  it('that expired cannot be confirmed', () => {
    const expired = planAfter(play(planned), { event: 'tick' }, 301_000);
    expect(planAfter(expired, confirm, 301_001).phase).toBe('expired');
    expect(planAfter(expired, { event: 'replan' }, 301_002)).toEqual({ phase: 'planning', replaces: OLD });
  });

  it('that went stale makes room for a new one, which is locked for a second', () => {
    const stale = play(planned, confirm, { event: 'stale' });
    expect(stale).toEqual({ phase: 'planning', replaces: OLD });
    const fresh = planAfter(stale, { event: 'planned', plan: NEW, difference: comparedTo(OLD, NEW) }, 10_000);
    expect([10_000, 10_999, 11_000].map((now) => canConfirm(fresh, now))).toEqual([false, false, true]);
  });

  it('that is refused can only be made anew', () => {
    const refused = play(planned, confirm, { event: 'refused', problem: busy });
    expect(refused).toMatchObject({ phase: 'refused', problem: busy });
    expect(planAfter(refused, confirm, 9_000).phase).toBe('refused');
  });
});

describe('a lost answer', () => {
  it('is looked for with the key it was sent with', () => {
    const looking = play(planned, confirm, { event: 'lost' }, { event: 'lost' });
    expect(looking).toMatchObject({ phase: 'looking', key: 'key-1', tries: 2 });
    expect(planAfter(looking, { event: 'accepted', accepted: { job: 'j' } }, 9_000)).toEqual({
      phase: 'accepted',
      accepted: { job: 'j' },
    });
  });

  it('is not given up into a new sending: only the same one is asked again', () => {
    const lost = Array.from({ length: 9 }, (): PlanEvent => ({ event: 'lost' }));
    const given = play(planned, confirm, ...lost);
    expect(given).toMatchObject({ phase: 'unanswered', key: 'key-1' });
    expect(planAfter(given, { event: 'replan' }, 20_000).phase).toBe('unanswered');
    expect(planAfter(given, { event: 'again' }, 20_000)).toMatchObject({ phase: 'looking', key: 'key-1' });
  });
});

it('two plans are compared by what they change', () => {
  const { isNew, gone } = comparedTo(OLD, NEW);
  expect([...isNew]).toEqual(['web', 'cache']);
  expect(gone).toEqual([change('web')]);
});

it('the title names what happens to what and where', () => {
  expect(titleOf({ verb: 'Restart', object: 'ollama', node: 'gpu-1' })).toBe('Restart ollama on gpu-1');
  expect(titleOf({ verb: 'Revoke', object: 'ci' })).toBe('Revoke ci');
});

it.each([
  [409, 'plan_outdated', 'stale'],
  [409, 'plan_expired', 'stale'],
  [409, 'plan_used', 'refused'],
  [409, 'service_busy', 'refused'],
  [503, 'audit_unavailable', 'refused'],
  [409, 'request_in_flight', 'lost'],
  [0, 'no_answer', 'lost'],
  [502, 'http_502', 'lost'],
  [502, 'upstream_unavailable', 'lost'],
  [403, 'forbidden', 'refused'],
  [502, 'node_unreachable', 'refused'],
])('the answer %i %s means %s', (status, code, meaning) => {
  expect(failureOf(new Problem(status, code, 'x'))).toBe(meaning);
});

it('a refusal is titled by what is known of it', () => {
  expect(whyNot(busy)).toBe('Refused. Nothing was changed.');
  expect(whyNot(new Problem(502, 'node_unreachable', 'x'))).toBe('Not sent. Nothing was changed.');
  expect(whyNot(new Problem(409, 'node_certificate_expiring', 'x'))).toMatch(/a certificate may end/);
  expect(whyNot(new Problem(409, 'node_gpu_lost', 'x'))).toMatch(/has lost its GPU/);
});

it('a refusal of what is protected has the command for the console, and no other refusal has one', () => {
  const message = 'the service "redis" is protected; use "docker compose -p models stop redis" on the host';
  expect(consoleCommand(new Problem(409, 'service_protected', message))).toBe(
    'docker compose -p models stop redis',
  );
  expect(consoleCommand(new Problem(409, 'service_protected', 'it is protected'))).toBeUndefined();
  expect(consoleCommand(new Problem(409, 'service_busy', message))).toBeUndefined();
});
