import { auditEntry, type AuditEntry } from '@app/audit';
import { Registry } from '@app/http';
import { underClaims, type JsonObject } from '@app/kernel';
import type { ToolCallRecord } from '@app/mcp';
import { CallMetrics, shippingMetrics } from './call-metrics.js';
import { CallShipping } from './call-shipping.js';
import { RecentCalls } from './recent-calls.js';
import { ToolCallLog } from './tool-call-log.js';

const clock = { now: () => Date.parse('2026-11-20T10:00:00Z'), monotonic: () => 0 };
const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };

let shipped: AuditEntry[];
let shipping: CallShipping;
let registry: Registry;

beforeEach(() => {
  shipped = [];
  registry = new Registry();
  const ship = (entries: readonly AuditEntry[]) =>
    Promise.allSettled(entries.map(async (entry) => shipped.push(entry)));
  shipping = new CallShipping({ ship, logger });
  shippingMetrics(registry, shipping);
});

const aCall: ToolCallRecord = {
  principal: 'ann',
  server: 'github',
  tool: 'create_issue',
  result: 'ok',
  rule: 'tools.allow',
  ms: 12.4,
  requestBytes: 10,
  resultBytes: 20,
  requestId: 'req-1',
  door: 'mcp',
};

async function noted(
  call: Partial<ToolCallRecord>,
  args?: JsonObject,
  withArguments = true,
): Promise<AuditEntry> {
  const metrics = new CallMetrics(registry, (id) => id === 'github');
  new ToolCallLog({ recent: new RecentCalls(() => true), metrics, shipping, withArguments, clock }).note(
    { ...aCall, ...call },
    args,
  );
  await shipping.close();
  return shipped[0] as AuditEntry;
}

describe('a tool call', () => {
  it('is recorded with who, what, why and how much', async () => {
    expect(await noted({})).toEqual({
      action: 'tool_call',
      resource: 'github/create_issue',
      actor: 'ann',
      result: 'ok',
      correlation_id: 'req-1',
      metadata: {
        call_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        door: 'mcp',
        ended_at: '2026-11-20T10:00:00.000Z',
        duration_ms: 12,
        request_bytes: 10,
        result_bytes: 20,
        rule: 'tools.allow',
      },
    });
  });

  it('is recorded with what its caller says, though it is shipped when its request is over', async () => {
    const entry = await underClaims('req-1', { origin: 'ci' }, () => noted({}));
    expect(entry.metadata).toMatchObject({ said_by_caller: { origin: 'ci' } });
  });

  it.each([
    ['ok', 'ok', undefined, undefined],
    ['tool_error', 'error', undefined, 'tool_error'],
    ['error', 'error', 'mcp_timeout', 'mcp_timeout'],
    ['cancelled', 'error', undefined, 'mcp_cancelled'],
    ['denied', 'denied', 'mcp_rate_limited', 'mcp_rate_limited'],
  ] as const)('that ended with %s is a result %s', async (result, expected, code, told) => {
    expect(await noted({ result, code })).toMatchObject({ result: expected, metadata: { code: told } });
  });

  it('is recorded without its arguments, unless they are asked for: then without their secrets', async () => {
    const args = { title: 'x', token: 'hush' };
    expect(JSON.stringify(await noted({}, args, false))).not.toContain('title');
  });

  it('is recorded with arguments that were asked for, without their secrets', async () => {
    const { metadata } = await noted({}, { title: 'x', token: 'hush' });
    expect(metadata).toMatchObject({ arguments: { title: 'x', token: '[masked]' } });
  });

  it('is an event that the audit takes, whatever names and arguments are', async () => {
    const strange = '\ud800'.repeat(600);
    const entry = await noted(
      { tool: strange, principal: strange, rule: strange, code: strange, requestId: 'a b' },
      { [strange]: strange },
    );
    expect(auditEntry.safeParse(entry).error).toBeUndefined();
    expect(entry.correlation_id).toBeUndefined();
  });
});

describe('the figures of tool calls', () => {
  it('are by server and result, with names of the registry alone', async () => {
    const metrics = new CallMetrics(registry, (id) => id === 'github');
    metrics.count(aCall);
    metrics.count({ ...aCall, result: 'denied', code: 'mcp_rate_limited' });
    metrics.count({ ...aCall, server: 'made-up' });
    const text = await registry.metrics();
    expect(text).toContain('switchyard_mcp_calls_total{server="github",result="ok"} 1');
    expect(text).toContain('switchyard_mcp_calls_total{server="other",result="ok"} 1');
    expect(text).toContain('switchyard_mcp_calls_limited_total{server="github"} 1');
    expect(text).toContain('switchyard_mcp_call_duration_seconds_count{server="github"} 1');
    expect(text).not.toContain('made-up');
  });

  it('say what waits for the audit and what it never got', async () => {
    await shipping.close();
    shipping.put({ action: 'tool_call', resource: 'a/b', actor: 'ann', result: 'ok' });
    const text = await registry.metrics();
    expect(text).toContain('switchyard_mcp_call_records_dropped_total 1');
    expect(text).toContain('switchyard_mcp_call_records_waiting 0');
  });
});
