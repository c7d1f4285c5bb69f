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
    { client: 'open-webui', kind: 'model', name: 'ollama/qwen3:8b', calls: 1_204, last: ago(40_000) },
    { client: 'ann-laptop', kind: 'model', name: 'ollama/qwen3:8b', calls: 12, last: ago(4 * HOUR) },
    { client: 'ann-laptop', kind: 'tool', name: 'github/create_issue', calls: 3, last: ago(3 * HOUR) },
  ];
  /** Why there may have been more calls. */
  gaps: { kind: string; reason: string }[] = [];
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
    return { apps, uses, work: this.work, gaps: this.gaps };
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
