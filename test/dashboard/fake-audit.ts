import { createHash } from 'node:crypto';
import { jobId, jobsAtFirst, type FakeJob } from './fake-stack.ts';
import { FakeVerifications } from './fake-verifications.ts';

/** An event as ops tells of it; what is not needed for the look of a page is made up. */
export interface FakeEvent {
  readonly ts: string;
  readonly seq: number;
  readonly event_id: string;
  readonly action: string;
  readonly resource: string;
  readonly actor: string;
  readonly result: string;
  readonly correlation_id?: string;
  readonly metadata: Record<string, unknown>;
  readonly prev_hash: string;
  readonly hash: string;
}

/** Everything of one request: a chat that calls tools, one of them refused, and then a restart. */
export const STORY = 'req-019aa5c2-7a10-7000-8000-5caff01d0001';
/** What the caller of the story calls it. */
export const STORY_TRACE = '0af7651916cd43dd8448eb211c80319c';
/** As many events as a page has to bear. */
const EVENTS = 10_000;
const STEP_MS = 41_000;
const FIELDS = ['action', 'resource', 'actor', 'result', 'correlation_id'] as const;

type Wish = Pick<FakeEvent, 'action' | 'resource' | 'actor' | 'result'> & {
  metadata?: Record<string, unknown>;
};

const DAILY: readonly Wish[] = [
  {
    action: 'tool_call',
    resource: 'github/create_issue',
    actor: 'ann',
    result: 'ok',
    metadata: { duration_ms: 212, rule: 'tools.allow', door: 'mcp' },
  },
  { action: 'login', resource: 'dashboard', actor: 'ops-token', result: 'ok' },
  {
    action: 'restart',
    resource: 'local/ollama',
    actor: 'ops-token',
    result: 'intent',
    metadata: { node: 'local', services: ['ollama'] },
  },
  { action: 'restart', resource: 'local/ollama', actor: 'ops-token', result: 'ok' },
  {
    action: 'denied',
    resource: 'POST /services/:id/:action',
    actor: 'watcher',
    result: 'denied',
    metadata: { code: 'forbidden' },
  },
  {
    action: 'tool_call',
    resource: 'files/read_text_file',
    actor: 'agent-with-a-rather-long-name@open-webui',
    result: 'error',
    metadata: { code: 'mcp_timeout', duration_ms: 30_000, door: 'mcp' },
  },
  { action: 'logs', resource: 'gpu-1/vllm', actor: 'ann', result: 'ok', metadata: { follow: true } },
  {
    action: 'deploy',
    resource: 'gpu-1/vllm,whisper',
    actor: 'ci',
    result: 'unknown',
    metadata: { verdict: 'unknown', said_by_caller: { origin: 'ci' } },
  },
  { action: 'key_create', resource: 'key/n8n', actor: 'ops-token', result: 'ok' },
];

const TALE: readonly (Wish & { after: number })[] = [
  {
    after: 0,
    action: 'tool_call',
    resource: 'github/search_issues',
    actor: 'ann',
    result: 'ok',
    metadata: { duration_ms: 640, rule: 'tools.allow', door: 'mcp', shipped_by: 'router' },
  },
  {
    after: 900,
    action: 'tool_call',
    resource: 'git/push',
    actor: 'ann',
    result: 'denied',
    metadata: { code: 'mcp_denied', rule: 'tools.deny: push*', door: 'mcp', shipped_by: 'router' },
  },
  {
    after: 3_200,
    action: 'tool_call',
    resource: 'files/write_file',
    actor: 'ann',
    result: 'error',
    metadata: { code: 'tool_error', duration_ms: 1_200, door: 'mcp', shipped_by: 'router', late: 2_600 },
  },
  {
    after: 31_000,
    action: 'logs',
    resource: 'local/ollama',
    actor: 'ann',
    result: 'ok',
    metadata: { follow: false },
  },
  {
    after: 33_000,
    action: 'restart',
    resource: 'local/ollama',
    actor: 'ann',
    result: 'intent',
    metadata: {
      plan: `sha256:${'5e'.repeat(32)}`,
      node: 'local',
      services: ['ollama'],
      said_by_caller: { trace_id: STORY_TRACE },
    },
  },
  {
    after: 37_400,
    action: 'restart',
    resource: 'local/ollama',
    actor: 'ann',
    result: 'ok',
    metadata: { result: 'ok' },
  },
];

/** FakeAudit is a log of ten thousand events and what ops answers about it. */
export class FakeAudit {
  readonly events: FakeEvent[] = [];
  /** The number of an event that is taken for changed. */
  brokenAt: number | undefined;
  readonly jobs: FakeJob[] = [];
  readonly verifications = new FakeVerifications(this);

  constructor() {
    const start = Date.now() - EVENTS * STEP_MS;
    for (let seq = 1; seq <= EVENTS - 60; seq++) {
      const wish = DAILY[(seq * 7) % DAILY.length];
      if (wish) this.append(wish, start + seq * STEP_MS, `req-${jobId()}`);
    }
    const begun = Date.now() - 50 * STEP_MS;
    for (const { after, ...wish } of TALE) this.tell(wish, begun + after);
    while (this.events.length < EVENTS) {
      const wish = DAILY[(this.events.length * 7) % DAILY.length];
      if (wish) this.append(wish, start + this.events.length * STEP_MS, `req-${jobId()}`);
    }
  }

  /** The queries of what was exported. */
  readonly exported: string[] = [];

  /** answer is undefined for what is not about the audit. */
  answer(
    method: string,
    path: string,
    query: URLSearchParams,
    body: Record<string, unknown>,
  ): object | undefined {
    if (path === '/audit/head') return this.head();
    const verification = this.verifications.answer(method, path, body);
    if (verification) return verification;
    if (query.has('format')) this.exported.push(query.toString());
    return path === '/audit' ? this.read(query) : undefined;
  }

  append(wish: Wish, at = Date.now(), correlation_id?: string): FakeEvent {
    const before = this.events.at(-1);
    const seq = (before?.seq ?? 0) + 1;
    const event = {
      ts: new Date(at).toISOString(),
      seq,
      event_id: jobId(at),
      ...wish,
      ...(correlation_id !== undefined && { correlation_id }),
      metadata: wish.metadata ?? {},
      prev_hash: before?.hash ?? '0'.repeat(64),
      hash: createHash('sha256').update(`${seq}`).digest('hex'),
    };
    this.events.push(event);
    return event;
  }

  private tell(wish: Wish, at: number): void {
    const { late = 20, ...metadata } = wish.metadata ?? {};
    const told = 'shipped_by' in metadata && { ended_at: new Date(at).toISOString() };
    const event = this.append({ ...wish, metadata: { ...metadata, ...told } }, at + Number(late), STORY);
    if (wish.result !== 'intent') return;
    const [job] = jobsAtFirst();
    const [started_at, ended_at] = [at + 100, at + 4_300].map((ms) => new Date(ms).toISOString());
    const times = { requested_at: event.ts, started_at: started_at ?? '', ended_at: ended_at ?? '' };
    if (job) this.jobs.push({ ...job, id: event.event_id, actor: 'ann', correlation_id: STORY, ...times });
  }

  private read(query: URLSearchParams): object {
    const before = Number(query.get('before') ?? Infinity);
    const limit = Number(query.get('limit') ?? 50);
    const matches = this.events.filter((event) => passes(event, query)).toReversed();
    const entries = matches.filter(({ seq }) => seq < before).slice(0, limit);
    return { entries, ...(query.get('count') === 'true' && { total: matches.length, total_is_exact: true }) };
  }

  private head(): object {
    const last = this.events.at(-1);
    const at = new Date().toISOString();
    const head = {
      seq: last?.seq ?? 0,
      hash: last?.hash ?? '',
      count: this.events.length,
      at,
      signature: 'AA==',
    };
    return { head, public_key: '', anchored: { seq: Math.max(0, head.seq - (head.seq % 100 || 100)), at } };
  }
}

function passes(event: FakeEvent, query: URLSearchParams): boolean {
  const [since, until] = [query.get('since'), query.get('until')];
  if (since !== null && event.ts < since) return false;
  if (until !== null && event.ts >= until) return false;
  if (!event.resource.startsWith(query.get('resource_prefix') ?? '')) return false;
  return FIELDS.every((field) => !query.has(field) || query.get(field) === event[field]);
}

/** callsOf is what the gateway tells of the story's model calls. */
export function callsOf(audit: FakeAudit, id: string | null): object {
  const first = audit.events.find((event) => event.correlation_id === STORY);
  if (id !== STORY || first === undefined) return { running: [], calls: [] };
  const call = (after: number, duration_ms: number, output_tokens: number) => ({
    request_id: STORY,
    started_at: new Date(Date.parse(first.ts) + after).toISOString(),
    endpoint: 'chat',
    model: 'ollama/qwen3:8b',
    provider: 'ollama',
    service: 'open-webui',
    client: 'ann',
    origin: 'chat',
    trace_id: STORY_TRACE,
    duration_ms,
    first_token_ms: 310,
    input_tokens: 812,
    output_tokens,
    output_tokens_per_sec: 58.2,
    outcome: 'ok',
    finish_reason: 'tool_calls',
  });
  return { running: [], calls: [call(1_000, 1_800, 104), call(-2_400, 1_700, 96)] };
}

/** rateHistory is an hour of looks, with twelve minutes in which nobody watched. */
export function rateHistory(): object[] {
  const now = Date.now();
  return Array.from({ length: 720 }, (_, index) => ({ index, at: now - (720 - index) * 5_000 }))
    .filter(({ index }) => index < 250 || index > 394)
    .map(({ index, at }) => ({
      at: new Date(at).toISOString(),
      tokens_per_sec: Math.max(
        0,
        Math.round(10 * (46 + 40 * Math.sin(index / 37) + 9 * Math.sin(index / 3))) / 10,
      ),
      requests_per_sec: Math.max(0, Math.round(100 * (0.5 + 0.45 * Math.sin(index / 37 + 0.4))) / 100),
    }));
}

export const GATEWAY_RATES = {
  requests_per_sec: 0.62,
  tokens_per_sec: 58.4,
  in_flight: 2,
  window_sec: 5,
  models: [{ id: 'ollama/qwen3:8b', provider: 'ollama', requests_per_sec: 0.62, tokens_per_sec: 58.4 }],
};
