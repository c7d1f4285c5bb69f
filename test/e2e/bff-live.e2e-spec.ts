import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { codeIn, DashboardBed, VIEWER_KEY } from './bff-bed.js';

interface LiveEvent {
  readonly id: string | undefined;
  readonly event: string;
  readonly data: {
    readonly data?: Record<string, unknown>;
    readonly reason?: string;
    readonly code?: string;
  };
}

/** LiveStream reads the events of one tab. */
class LiveStream {
  private text = '';
  private wake: () => void = () => undefined;

  constructor(readonly response: IncomingMessage) {
    response.setEncoding('utf8').on('data', (part: string) => {
      this.text += part;
      this.wake();
    });
  }

  async next(): Promise<LiveEvent> {
    for (;;) {
      const end = this.text.indexOf('\n\n');
      const frame = this.text.slice(0, Math.max(end, 0));
      if (end >= 0) this.text = this.text.slice(end + 2);
      if (frame !== '' && !frame.startsWith(':')) return eventIn(frame);
      if (end < 0) await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }

  /** until returns the first event of that name, and all that came before. */
  async until(name: string): Promise<LiveEvent[]> {
    const events: LiveEvent[] = [];
    do events.push(await this.next());
    while (events.at(-1)?.event !== name);
    return events;
  }
}

function eventIn(frame: string): LiveEvent {
  const lines = frame.split('\n').map((line) => line.split(/: (.*)/s) as [string, string]);
  const {
    id,
    event = 'message',
    data = '{}',
  } = Object.fromEntries(lines) as Record<string, string | undefined>;
  return { id, event, data: JSON.parse(data) as LiveEvent['data'] };
}

const SERVICE = { id: 'web', name: 'web', node: 'local', state: 'running', drift: 'none', protected: false };

function answersOf(bed: DashboardBed): void {
  bed.ops
    .on('GET /ready', { ready: true, dependencies: [{ name: 'redis', ok: true }] })
    .on('GET /nodes', { nodes: [{ id: 'local', kind: 'socket', ok: true, system_time: 'x' }] })
    .on('GET /services', { services: [SERVICE], problems: [] })
    .on('GET /jobs', { jobs: [] });
  bed.gateway
    .on('GET /ready', { ready: true, providers: [{ id: 'loopback', kind: 'loopback', ok: true }] })
    .on('GET /metrics', (_request, response) =>
      response.end('switchyard_model_calls_in_flight{provider="x"} 0\n'),
    )
    .on('GET /v1/models', { object: 'list', data: [] })
    .on('GET /api/models/pulls', { pulls: [] });
  bed.router
    .on('GET /ready', { ready: true })
    .on('GET /api/mcp/health', { ok: true, servers: [] })
    .on('GET /api/mcp/quarantine', { total: 0, tools: [] });
}

describe('what a page is told as it happens', () => {
  let bed: DashboardBed;
  let page: Record<string, string>;
  const streams: LiveStream[] = [];

  const live = async (headers = page, lastId?: string) => {
    const more: Record<string, string> = lastId === undefined ? {} : { 'last-event-id': lastId };
    const stream = new LiveStream(await bed.open('/bff/live', { headers: { ...headers, ...more } }));
    streams.push(stream);
    return stream;
  };

  beforeEach(async () => {
    bed = new DashboardBed();
    answersOf(bed);
    await bed.start();
    page = await bed.signIn();
  });
  afterEach(async () => {
    for (const { response } of streams.splice(0)) response.destroy();
    await bed.close();
  });

  it('is everything at first, then only what has changed, and all tabs are told by one look', async () => {
    const [first, second] = [await live(), await live()];
    const names = (await first.until('attention')).map(({ event }) => event);
    expect(names.toSorted()).toEqual([
      'attention',
      'gateway',
      'jobs',
      'links',
      'mcp',
      'nodes',
      'pulls',
      'services',
      'watching',
    ]);
    await second.until('attention');
    bed.ops
      .on('GET /nodes', { nodes: [{ id: 'local', kind: 'socket', ok: true, system_time: 'another' }] })
      .on('GET /services', { services: [{ ...SERVICE, health: 'unhealthy' }], problems: [] });
    expect((await first.until('attention')).map(({ event }) => event)).toEqual(['services', 'attention']);
    expect((await second.until('attention')).map(({ event }) => event)).toEqual(['services', 'attention']);
    expect(bed.ops.asked.filter((asked) => asked === 'GET /services')).toHaveLength(2);
  });

  it('goes on after the last event that a page has seen, or says that some are missing', async () => {
    const first = await live();
    const seen = await first.until('attention');
    const [services] = seen.filter(({ event }) => event === 'services');
    first.response.destroy();
    const resumed = await (await live(page, services?.id)).until('attention');
    const after = seen.slice(seen.indexOf(services!) + 1).map(({ id }) => id);
    expect(resumed.map(({ id, event }) => (event === 'watching' ? event : id))).toEqual([
      'watching',
      ...after,
    ]);
    const lost = await (await live(page, '01a1ff50-523d-7e06-a93b-6cd4feaf4d33.9')).until('attention');
    expect(lost.slice(0, 2).map(({ event }) => event)).toEqual(['watching', 'gap']);
    expect(lost).toHaveLength(seen.length + 1);
  });

  it('says which app is away, what that means and since when, and keeps what was known of it', async () => {
    const stream = await live();
    await stream.until('attention');
    await bed.ops.close();
    const events = await stream.until('attention');
    expect(events.map(({ event }) => event)).toEqual(['links', 'attention']);
    const { items } = (events[1]?.data.data ?? {}) as {
      items: { id: string; level: string; cause: string }[];
    };
    expect(items[0]).toMatchObject({
      id: 'link/ops',
      level: 'critical',
      cause: expect.stringContaining('Operations') as string,
    });
    const overview = JSON.parse((await bed.ask('/bff/overview', { headers: page })).text) as {
      kinds: { services: { data: object; age_ms: number } };
    };
    expect(overview.kinds.services.data).toEqual({ services: [SERVICE], problems: [] });
    expect(overview.kinds.services.age_ms).toBeGreaterThan(1_000);
  });

  it("is read with the page's own key, so that nobody is told what only others may see", async () => {
    bed.ops.on('GET /services', ({ headers }, response) => {
      const isViewer = headers.authorization === `Bearer ${VIEWER_KEY}`;
      const services = isViewer ? [] : [SERVICE];
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ services, problems: [] }));
    });
    bed.router.on('GET /api/mcp/health', { code: 'forbidden', detail: 'no role that may read' }, 403);
    const viewer = await bed.signIn({ token: VIEWER_KEY });
    const told = await (await live(viewer)).until('attention');
    const services = told.find(({ event }) => event === 'services');
    expect(services?.data.data).toEqual({ services: [], problems: [] });
    expect(told.map(({ event }) => event)).not.toContain('mcp');
    expect(JSON.stringify(told)).not.toContain('forbidden');
    const owner = await (await live()).until('attention');
    expect(owner.find(({ event }) => event === 'services')?.data.data).toEqual({
      services: [SERVICE],
      problems: [],
    });
  });

  it('ends with the session, and says so', async () => {
    const stream = await live();
    await stream.until('attention');
    await bed.ask('/session', { method: 'DELETE', headers: page });
    const [last] = (await stream.until('error')).slice(-1);
    expect(last?.data.code).toBe('session_required');
    if (!stream.response.readableEnded) await once(stream.response, 'end');
  });

  it('is for so many tabs of one session', async () => {
    for (let tab = 0; tab < 16; tab++) await live();
    const answer = await bed.ask('/bff/live', { headers: page });
    expect([answer.status, codeIn(answer)]).toEqual([429, 'too_many_pages']);
    const [first] = streams.splice(0, 1);
    first?.response.destroy();
    const other = await live(await bed.signIn());
    expect((await other.next()).event).toBe('watching');
  });
});
