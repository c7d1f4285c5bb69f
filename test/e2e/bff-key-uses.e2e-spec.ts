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
    const entries = [{ actor: 'ci', resource: 'github/ping', ts: at }];
    bed.ops.on('GET /audit', json({ entries }));
    const calls = [{ client: 'laptop', model: 'ollama/qwen3:8b', started_at: at }];
    bed.gateway.on('GET /api/calls', json({ running: [], calls }));
    const page = await bed.signIn();
    const { status, text } = await bed.ask('/bff/key-uses', { headers: page });
    const { gaps: _, ...told } = JSON.parse(text) as Record<string, unknown>;
    expect([status, told]).toEqual([
      200,
      {
        apps: ['gateway', 'ops', 'router'].map((name) => ({ name, since: '2026-11-21T10:00:00.000Z' })),
        uses: [
          { client: 'laptop', app: 'gateway', at: '2026-11-21T10:01:00.000Z' },
          { client: 'ci', app: 'ops', at: '2026-11-21T10:01:30.000Z' },
        ],
        work: [
          { client: 'laptop', kind: 'model', name: 'ollama/qwen3:8b', calls: 1, last: at },
          { client: 'ci', kind: 'tool', name: 'github/ping', calls: 1, last: at },
        ],
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
    const { apps, uses } = JSON.parse(text) as { apps: { reason?: string }[]; uses: object[] };
    expect([status, uses.length]).toEqual([200, 1]);
    expect(apps[2]).toMatchObject({ name: 'router', since: null });
    expect(apps[2]?.reason).toContain('router does not answer');
    expect(text).not.toContain('127.0.0.1');
    await apart.close();
  });
});
