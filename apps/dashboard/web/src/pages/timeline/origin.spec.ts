import type { AuditEvent } from '../../api/audit.js';
import type { ModelCall } from '../../api/timeline.js';
import { originOf } from './origin.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const event = (metadata: object, action: AuditEvent['action'] = 'restart'): AuditEvent => ({
  ts: '2026-11-21T12:00:00.000Z',
  seq: 1,
  event_id: 'event-1',
  action,
  resource: 'local/web',
  actor: 'ann',
  result: 'ok',
  metadata: { ...metadata },
  prev_hash: '0',
  hash: '1',
});
const call = (origin: string | null, trace_id: string | null) => ({ origin, trace_id }) as ModelCall;
const textOf = (events: AuditEvent[], calls: ModelCall[] = []) => originOf({ events, calls }).text;

it('what the caller says is its word, and the door it came through stands beside it', () => {
  const said_by_caller = { origin: 'ci', trace_id: TRACE };
  expect(originOf({ events: [event({ said_by_caller }), event({})], calls: [] })).toEqual({
    text: 'CI, said by the caller',
    door: 'API of ops',
    traceIds: [TRACE],
  });
  expect(originOf({ events: [], calls: [call('chat', TRACE), call('chat', TRACE)] })).toEqual({
    text: 'Chat, said by the caller',
    door: 'API of gateway',
    traceIds: [TRACE],
  });
});

it('where nothing was said the door is the evidence, and there is no trace id', () => {
  expect(originOf({ events: [event({})], calls: [] })).toEqual({
    text: 'API, by the door it came through: ops',
    traceIds: [],
  });
  expect(textOf([], [call(null, null)])).toBe('API, by the door it came through: gateway');
  expect(textOf([event({ shipped_by: 'dashboard' }, 'login')])).toMatch(/^Sign-in, .*: dashboard$/);
});

it('the router has two doors, and an event of before says neither', () => {
  expect(textOf([event({ door: 'mcp', shipped_by: 'router' }, 'tool_call')])).toMatch(/^MCP, .*: router$/);
  expect(textOf([event({ door: 'api', shipped_by: 'router' }, 'tool_call')])).toMatch(/^API, .*: router$/);
  expect(textOf([event({ shipped_by: 'router' }, 'tool_call')])).toMatch(/^API or MCP, /);
});

it('one id that came through two doors names both', () => {
  expect(textOf([event({ door: 'mcp' }, 'tool_call')], [call(null, null)])).toBe(
    'MCP and API, by the doors it came through: router, gateway',
  );
});

it('a word that is not known is not shown', () => {
  expect(textOf([event({ said_by_caller: { origin: 'toString' } })])).toMatch(/^API, by the door/);
});
