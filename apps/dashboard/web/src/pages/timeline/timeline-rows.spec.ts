import type { AuditEvent } from '../../api/audit.js';
import type { Correlated } from '../../api/timeline.js';
import { rowsOf } from './timeline-rows.js';

const event = (seq: number, more: Partial<AuditEvent> = {}): AuditEvent => ({
  ts: new Date(1_000 * seq).toISOString(),
  seq,
  event_id: `event-${seq}`,
  action: 'restart',
  resource: 'local/web',
  actor: 'ann',
  result: 'ok',
  metadata: {},
  prev_hash: '0',
  hash: '1',
  ...more,
});
const correlated = (more: Partial<Correlated>): Correlated => ({
  events: [],
  total: 0,
  jobs: [],
  calls: [],
  unread: [],
  missing: [],
  ...more,
});

it('events stand in the order of the log, whatever their clocks say', () => {
  const events = [event(1, { ts: '2026-11-21T12:00:05.000Z' }), event(2, { ts: '2026-11-21T12:00:01.000Z' })];
  expect(rowsOf(correlated({ events })).map(({ seq }) => seq)).toEqual([1, 2]);
});

it('a number that is missing is a row of its own, between those around it', () => {
  const rows = rowsOf(correlated({ events: [event(4), event(6)], missing: [5] }));
  expect(rows.map(({ seq, shape }) => [seq, shape])).toEqual([
    [4, 'diamond'],
    [5, 'missing'],
    [6, 'diamond'],
  ]);
  expect(rows[1]?.sentence).toBe('1 event missing: number 5 is not in the log');
});

it('a tool call takes the time that it took, and what policy refused is a decision', () => {
  const metadata = { ended_at: '1970-01-01T00:00:03.000Z', duration_ms: 400, rule: 'tools.deny' };
  const call = { action: 'tool_call', resource: 'git/push', metadata } as const;
  const [done, denied] = rowsOf(
    correlated({ events: [event(3, call), event(4, { ...call, result: 'denied' })] }),
  );
  expect(done).toMatchObject({ at: 2_600, end: 3_000, shape: 'bar', lane: 'Tool server' });
  expect(done?.sentence).toBe('Tool git/push answered in 400 ms');
  expect(denied).toMatchObject({ shape: 'diamond', lane: 'Policy', isFailed: true });
  expect(denied?.sentence).toBe('Policy denied tool git/push: rule tools.deny');
});

it('what was written more than a second after it happened is marked', () => {
  const metadata = { happened_at: '1970-01-01T00:00:02.000Z' };
  const [late, soon] = rowsOf(
    correlated({ events: [event(4, { metadata }), event(3, { metadata })] }),
  ).toReversed();
  expect([late?.lateMs, soon?.lateMs]).toEqual([2_000, undefined]);
});

it('a model call that runs is unfinished, and stands where its time is', () => {
  const call = {
    request_id: 'req-1',
    started_at: '1970-01-01T00:00:01.500Z',
    endpoint: 'chat',
    model: 'ollama/qwen3:8b',
    provider: 'ollama',
    service: 'open-webui',
    client: 'ann',
    duration_ms: 900,
  };
  const rows = rowsOf(correlated({ events: [event(1), event(2)], calls: [call] }));
  expect(rows.map(({ lane, isOpen }) => [lane, isOpen])).toEqual([
    ['Node', false],
    ['Model', true],
    ['Node', false],
  ]);
});

describe('lanes', () => {
  const job = {
    id: 'job-1',
    action: 'restart',
    services: ['web'],
    node: 'local',
    state: 'completed',
    actor: 'ann',
    requested_at: '1970-01-01T00:00:01.000Z',
    started_at: '1970-01-01T00:00:09.000Z',
    ended_at: '1970-01-01T00:00:12.000Z',
  } as unknown as Correlated['jobs'][number];

  it('a job’s wait for its turn is a row of its own, unless it is too short to be one', () => {
    const [waited, ran] = rowsOf(correlated({ jobs: [job] }));
    expect(waited).toMatchObject({ at: 1_000, end: 9_000, lane: 'Job', isOpen: false });
    expect(waited?.sentence).toBe('Job Restart web on local waited 8.00 s for its turn');
    expect(ran).toMatchObject({ at: 9_000, end: 12_000 });
    const soon = { ...job, started_at: '1970-01-01T00:00:01.400Z' };
    expect(rowsOf(correlated({ jobs: [soon] }))).toHaveLength(1);
  });

  it('a job that still waits is one row, and is not finished', () => {
    const { started_at: _, ended_at: __, ...waiting } = job;
    const rows = rowsOf(correlated({ jobs: [{ ...waiting, state: 'waiting' }] }));
    expect(rows.map(({ isOpen, sentence }) => [isOpen, sentence])).toEqual([
      [true, 'Job Restart web on local waits for its turn'],
    ]);
  });

  it('a call that no model answered ended in the gateway, and so does what the gateway does itself', () => {
    const call = {
      request_id: 'req-1',
      started_at: '1970-01-01T00:00:00.000Z',
      endpoint: 'chat',
      model: 'ollama/qwen3:8b',
      provider: 'ollama',
      service: 'open-webui',
      client: 'ann',
      duration_ms: 9,
      outcome: 'upstream_unavailable',
    };
    const cut = { ...call, started_at: '1970-01-01T00:00:00.500Z', first_token_ms: 5 };
    const pull = event(3, { action: 'model_pull', resource: 'model/x' });
    const rows = rowsOf(correlated({ events: [pull], calls: [call, cut] }));
    expect(rows.map(({ lane }) => lane)).toEqual(['Gateway', 'Model', 'Gateway']);
  });

  it('a change that was refused as a job was not done on a node', () => {
    const refused = event(1, { result: 'error', metadata: { result: 'refused', code: 'plan_outdated' } });
    const failed = event(2, { result: 'error', metadata: { result: 'error', code: 'node_unreachable' } });
    expect(rowsOf(correlated({ events: [refused, failed] })).map(({ lane }) => lane)).toEqual([
      'Job',
      'Node',
    ]);
  });
});
