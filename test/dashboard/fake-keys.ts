import { randomBytes } from 'node:crypto';

const HOUR = 3_600_000;
const ago = (ms: number) => new Date(Date.now() - ms).toISOString();
const NOTHING = {
  models: [] as string[],
  tools: [] as string[],
  nodes: [] as string[],
  services: [] as string[],
};

type Answer = readonly [status: number, body?: unknown];

function key(id: string, given: Record<string, unknown>) {
  const scopes = { ...NOTHING, ...(given['scopes'] as object) };
  return {
    id,
    roles: [] as string[],
    expires_at: null as string | null,
    used_at: null,
    source: 'ops',
    ...given,
    scopes,
  };
}

function keysAtFirst() {
  const made = { created_at: ago(400 * HOUR), created_by: 'ops-token' };
  return [
    key('ci', {
      source: 'clients.yaml',
      roles: ['deployer'],
      scopes: { nodes: ['*'], services: ['web', 'open-webui'] },
    }),
    key('open-webui', { source: 'clients.yaml', scopes: { models: ['*'] } }),
    key('ann-laptop', {
      ...made,
      roles: ['operator', 'deployer'],
      scopes: { models: ['*'], tools: ['*'], nodes: ['local'], services: ['*'] },
      expires_at: new Date(Date.now() + 2_000 * HOUR).toISOString(),
      note: 'For evenings',
    }),
    key('night-reports-of-the-research-department-2026', {
      ...made,
      scopes: {
        models: ['ollama/qwen3:8b', 'vllm/*'],
        tools: ['github/get_*', 'vector/*', 'files/read_file', 'files/stat'],
      },
    }),
    key('old-monitor', { ...made, roles: ['viewer'], scopes: { nodes: ['*'], services: ['*'] } }),
    key('trial', { ...made, scopes: { models: ['loopback/*'] }, expires_at: ago(30 * HOUR) }),
  ];
}

interface Used {
  readonly calls: number;
  readonly hour: number;
  /** In and out; none: of a tool. */
  readonly tokens?: readonly [number, number];
}

function used(client: string, name: string, { calls, hour, tokens }: Used, last: number) {
  return {
    client,
    kind: tokens === undefined ? 'tool' : 'model',
    name,
    calls,
    calls_last_hour: hour,
    input_tokens: tokens?.[0] ?? 0,
    output_tokens: tokens?.[1] ?? 0,
    calls_without_tokens: 0,
    last: ago(last),
  };
}

/** FakeKeys is the keys of ops, and their uses, as the dashboard's backend tells them. */
export class FakeKeys {
  list = keysAtFirst();
  revoked = [{ id: 'lost-phone', revoked_at: ago(80 * HOUR), revoked_by: 'ops-token' }];
  /** Since when each app knows; null: it does not answer. */
  since: Record<string, string | null> = {
    gateway: ago(300 * HOUR),
    ops: ago(290 * HOUR),
    router: ago(310 * HOUR),
  };
  uses = [
    { client: 'ci', app: 'ops', at: ago(5 * HOUR) },
    { client: 'open-webui', app: 'gateway', at: ago(40_000) },
    { client: 'ann-laptop', app: 'router', at: ago(3 * HOUR) },
    { client: 'night-reports-of-the-research-department-2026', app: 'gateway', at: ago(60 * HOUR) },
  ];
  work = [
    used('open-webui', 'ollama/qwen3:8b', { calls: 804, hour: 61, tokens: [2_310_400, 412_000] }, 40_000),
    used('ann-laptop', 'ollama/qwen3:8b', { calls: 12, hour: 4, tokens: [8_120, 940] }, HOUR / 3),
    used('ann-laptop', 'github/create_issue', { calls: 3, hour: 1 }, HOUR / 2),
  ];
  /** Why there may have been more calls. */
  gaps: { kind: string; reason: string; whole_since: string | null }[] = [];
  /** Null: the router does not tell. */
  limits: { server: string; per_minute: number }[] | null = [{ server: 'github', per_minute: 120 }];
  readonly reasons: unknown[] = [];
  /** The next making is refused; or all are made and none is answered. */
  next: 'made' | 'lost' | 'forbidden' = 'made';

  /** Undefined: this is about something else. `cut`: the connection breaks. */
  answer(method: string, path: string, body: Record<string, unknown>): Answer | 'cut' | undefined {
    if (path === '/bff/key-uses') return [200, this.known()];
    const [, id] = /^\/bff\/ops\/keys\/([^/]+)\/revoke$/.exec(path) ?? [];
    if (id !== undefined) return this.revoke(id, body);
    if (path !== '/bff/ops/keys') return undefined;
    return method === 'POST' ? this.make(body) : [200, { keys: this.list, revoked: this.revoked }];
  }

  private known() {
    const apps = Object.entries(this.since).map(([name, since]) => ({
      name,
      since,
      ...(since === null && { reason: `${name} does not answer (ECONNREFUSED)` }),
    }));
    const uses = this.uses.filter(({ app }) => this.since[app] !== null);
    const { work, gaps, limits } = this;
    const why = limits === null ? { limits_reason: 'router does not answer (ECONNREFUSED)' } : {};
    return { apps, uses, work, gaps, limits, ...why };
  }

  private make(body: Record<string, unknown>): Answer | 'cut' {
    const {
      id,
      roles,
      scopes,
      expires_at = null,
      note,
    } = body as { id: string; roles: string[] } & Record<string, unknown>;
    const { next } = this;
    // A browser sends again by itself when a connection that it kept was cut.
    if (next !== 'lost') this.next = 'made';
    if (next === 'forbidden')
      return refusal(
        403,
        'forbidden',
        'a key may have no more than its maker has; scopes.models: "*" is more',
      );
    const origin = { created_at: ago(0), created_by: 'ops-token' };
    if (!this.list.some((one) => one.id === id))
      this.list.push(key(id, { roles, scopes, expires_at, ...origin, ...(note !== undefined && { note }) }));
    if (next === 'lost') return 'cut';
    return [200, { ok: true, id, key: `sy-${randomBytes(32).toString('base64url')}`, expires_at }];
  }

  private revoke(id: string, body: Record<string, unknown>): Answer {
    if (!this.list.some((one) => one.id === id))
      return refusal(404, 'key_not_found', 'there is no key of that name');
    if (body['dry_run'] === true) return [200, { would: `revoke the key of ${id}` }];
    this.list = this.list.filter((one) => one.id !== id);
    this.revoked.push({ id, revoked_at: ago(0), revoked_by: 'ops-token' });
    this.reasons.push(body['reason']);
    return [200, { ok: true, id, action: 'revoked' }];
  }
}

function refusal(status: number, code: string, detail: string): Answer {
  return [status, { type: 'about:blank', title: code, status, detail, code, request_id: 'req-of-the-fake' }];
}
