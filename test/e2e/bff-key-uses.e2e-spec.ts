import type { ServerResponse } from 'node:http';
import { codeIn, DashboardBed, GATEWAY_KEY, OPS_TOKEN, VIEWER_KEY } from './bff-bed.js';

const STARTED = Date.parse('2026-11-21T10:00:00Z') / 1_000;

/** An app that has taken keys since it started. */
function metrics(uses: Readonly<Record<string, number>>) {
  const lines = Object.entries(uses).map(
    ([id, at]) => `switchyard_client_last_used_timestamp_seconds{client="${id}"} ${at}`,
  );
  const text = [`switchyard_process_start_time_seconds ${STARTED}`, ...lines].join('\n');
  return (_request: unknown, response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'text/plain' }).end(text);
  };
}

function json(body: unknown) {
  return (_request: unknown, response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
}

const OF_A_TOOL = { calls_last_hour: 1, input_tokens: 0, output_tokens: 0, calls_without_tokens: 0 };

describe('when keys were last used', () => {
  let bed: DashboardBed;

  beforeAll(async () => {
    bed = new DashboardBed();
    await bed.start();
    bed.gateway.on('GET /metrics', metrics({ laptop: STARTED + 60, ci: STARTED + 5 }));
    bed.ops.on('GET /metrics', metrics({ ci: STARTED + 90 }));
    bed.router.on('GET /metrics', metrics({}));
  });
  afterAll(() => bed.close());

  it('is told to nobody who may not administer, and no app is asked for it', async () => {
    const viewer = await bed.signIn({ token: VIEWER_KEY });
    const refused = await bed.ask('/bff/key-uses', { headers: viewer });
    expect([refused.status, codeIn(refused)]).toEqual([403, 'forbidden']);
    expect((await bed.ask('/bff/key-uses')).status).toBe(401);
    expect(bed.gateway.asked).not.toContain('GET /metrics');
  });

  it('is told to an administrator from all three apps, and no key of theirs is', async () => {
    const at = new Date().toISOString();
    const before = new Date(Date.now() - 2 * 3_600_000).toISOString();
    const entries = [{ actor: 'ci', resource: 'github/ping', ts: at }];
    bed.ops.on('GET /audit', json({ entries }));
    const call = { client: 'laptop', model: 'ollama/qwen3:8b', duration_ms: 900 };
    const told = { ...call, started_at: before, input_tokens: 812, output_tokens: 96 };
    const untold = { ...call, started_at: at, input_tokens: null, output_tokens: null };
    bed.gateway.on('GET /api/calls', json({ running: [], calls: [untold, told] }));
    const registry = { github: { command: 'x', rate_limit_rpm: 120 }, off: { rate_limit_rpm: 5 }, files: {} };
    bed.router.on('GET /api/mcp/servers', json({ enabled: ['github', 'files'], registry }));
    const page = await bed.signIn();
    const { status, text } = await bed.ask('/bff/key-uses', { headers: page });
    const { gaps: _, ...rest } = JSON.parse(text) as Record<string, unknown>;
    expect([status, rest]).toEqual([
      200,
      {
        apps: ['gateway', 'ops', 'router'].map((name) => ({ name, since: '2026-11-21T10:00:00.000Z' })),
        uses: [
          { client: 'laptop', app: 'gateway', at: '2026-11-21T10:01:00.000Z' },
          { client: 'ci', app: 'ops', at: '2026-11-21T10:01:30.000Z' },
        ],
        work: [
          {
            client: 'laptop',
            kind: 'model',
            name: 'ollama/qwen3:8b',
            calls: 2,
            calls_last_hour: 1,
            input_tokens: 812,
            output_tokens: 96,
            calls_without_tokens: 1,
            last: at,
          },
          { client: 'ci', kind: 'tool', name: 'github/ping', calls: 1, ...OF_A_TOOL, last: at },
        ],
        limits: [{ server: 'github', per_minute: 120 }],
      },
    ]);
    for (const key of [OPS_TOKEN, GATEWAY_KEY]) expect(text).not.toContain(key);
  });

  it('is told without an app that is away, which is named', async () => {
    const apart = new DashboardBed();
    await apart.start();
    apart.ops.on('GET /metrics', metrics({ ci: STARTED + 90 }));
    apart.gateway.on('GET /metrics', metrics({}));
    await apart.router.close();
    const { status, text } = await apart.ask('/bff/key-uses', { headers: await apart.signIn() });
    const { apps, uses, ...told } = JSON.parse(text) as {
      apps: { reason?: string }[];
      uses: object[];
      limits: unknown;
      limits_reason: string;
    };
    expect(told).toMatchObject({ limits: null, limits_reason: apps[2]?.reason });
    expect([status, uses.length]).toEqual([200, 1]);
    expect(apps[2]).toMatchObject({ name: 'router', since: null });
    expect(apps[2]?.reason).toContain('router does not answer');
    expect(text).not.toContain('127.0.0.1');
    await apart.close();
  });
});
