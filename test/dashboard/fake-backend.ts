import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EventStream } from './event-stream.ts';
import { callsOf, FakeAudit, GATEWAY_RATES, rateHistory } from './fake-audit.ts';
import { deploymentsAtFirst, rolledOut } from './fake-deployments.ts';
import { FakeJobs } from './fake-jobs.ts';
import { driftOf } from './fake-drift.ts';
import { FakeKeys } from './fake-keys.ts';
import { FakeLog } from './fake-log.ts';
import { FakeModels } from './fake-models.ts';
import {
  attentionAtFirst,
  lostAtFirst,
  nodesAtFirst,
  planFor,
  servicesAtFirst,
  type FakeService,
} from './fake-stack.ts';
import { reachOf } from './fake-reach.ts';
import { serveReads } from './fake-reads.ts';
import { timelineOf } from './fake-timeline.ts';
import { FakeTools } from './fake-tools.ts';
import { FakeTraining } from './fake-training.ts';
import { FakeUses } from './fake-uses.ts';
import { PASSWORD } from './password.ts';
import { serveStatic } from './static-files.ts';

const ROLES = {
  admin: ['read', 'operate', 'deploy', 'cancel', 'administer', 'read_audit'],
  viewer: ['read'],
};

/** What the stream tells. */
const KINDS = ['links', 'nodes', 'services', 'jobs', 'pulls', 'attention'] as const;
type Kind = (typeof KINDS)[number];

type Answer = readonly [status: number, body?: unknown];

/** What the next confirmation is answered with: as it should be, outdated, or not at all although it was taken. */
type Confirmation = 'accepted' | 'stale' | 'lost' | 'busy' | 'protected';

/**
 * FakeBackend serves the built page, and answers as the dashboard's backend and the apps behind it would. Tests set how
 * it behaves; `calls` is what it was asked.
 */
export class FakeBackend {
  readonly services: FakeService[] = servicesAtFirst();
  readonly nodes = nodesAtFirst();
  readonly lost = lostAtFirst();
  readonly deployments = deploymentsAtFirst();
  attention: unknown[] = attentionAtFirst();
  readonly log = new FakeLog();
  models = new FakeModels(() => this.tell('pulls'));
  readonly uses = new FakeUses();
  readonly keys = new FakeKeys();
  readonly tools = new FakeTools();
  readonly training = new FakeTraining();
  readonly live = new EventStream({ isOfStates: true });
  readonly jobs = new FakeJobs(() => this.tell('jobs'));
  readonly calls: string[] = [];
  role: keyof typeof ROLES = 'admin';
  next: Confirmation = 'accepted';
  opsReason: string | undefined;
  /** What ops says that it lacks, and the other app that does not answer; told by `tell('links')`. */
  opsLacks: { readonly name: string; readonly reason: string }[] = [];
  gone: 'gateway' | 'router' | undefined;
  /** Paths that are answered once the promise is kept. */
  readonly heldBack = new Map<string, Promise<void>>();
  private log10k: FakeAudit | undefined;
  private readonly sessions = new Set<string>();
  private revision = 0;
  private unheardUntil = 0;
  private readonly done = new Map<string, string>();
  private readonly server = createServer((request, response) => {
    this.serve(request, response).catch((error: unknown) => {
      console.error(error);
      response.destroy();
    });
  });

  get audit(): FakeAudit {
    return (this.log10k ??= new FakeAudit());
  }

  static async start(port = 0): Promise<FakeBackend> {
    const backend = new FakeBackend();
    await new Promise<void>((resolve) => backend.server.listen(port, '127.0.0.1', resolve));
    for (const kind of KINDS) backend.tell(kind);
    return backend;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.jobs.close();
    this.models.close();
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** renewModels forgets what was done with models and tools of a chat. */
  renewModels(): void {
    this.models.close();
    this.models = new FakeModels(() => this.tell('pulls'));
    this.tell('pulls');
  }

  /** expire ends all sessions, as time would. */
  expire(): void {
    this.sessions.clear();
    this.live.cut();
  }

  /** setOps takes ops away with a reason, or brings it back. */
  setOps(reason?: string): void {
    this.opsReason = reason;
    this.tell('links');
  }

  tell(kind: Kind): void {
    this.live.send(kind, { at: new Date().toISOString(), data: this.stateOf(kind) });
  }

  private stateOf(kind: Kind): unknown {
    const since = new Date().toISOString();
    const away = this.opsReason === undefined ? { ok: true } : { ok: false, reason: this.opsReason };
    const link = (name: string) => ({
      name,
      ok: true,
      since,
      problems: name === 'ops' ? this.opsLacks : [],
      ...(name === 'ops' && away),
      ...(name === this.gone && { ok: false, reason: `${name} does not answer (ECONNREFUSED)` }),
    });
    switch (kind) {
      case 'links':
        return { links: ['ops', 'gateway', 'router'].map(link) };
      case 'nodes':
        return { nodes: this.nodes };
      case 'services':
        return this.serviceList();
      case 'jobs':
        return { jobs: this.jobs.told() };
      case 'pulls':
        return { pulls: this.models.pulls };
      default:
        return { items: this.attention };
    }
  }

  private serviceList() {
    const problems = this.nodes.flatMap(({ problem }) => problem ?? []);
    return { services: this.services, problems, lost: this.lost };
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', this.url);
    const method = request.method ?? 'GET';
    const body = await jsonBody(request);
    if (!/^\/(bff|session|api)\//.test(`${pathname}/`)) return serveStatic(pathname, response);
    this.calls.push(`${method} ${pathname}`);
    const session = /session=([^;]+)/.exec(request.headers.cookie ?? '')?.[1] ?? '';
    if (method === 'POST' && pathname === '/session') return this.signIn(body, response);
    if (pathname.startsWith('/session')) return answer(response, this.session(method, pathname, session));
    if (!this.sessions.has(session))
      return answer(response, refusal(401, 'session_required', 'sign in first'));
    if (method !== 'GET' && request.headers['x-csrf-token'] !== 'csrf-1') {
      return answer(response, refusal(403, 'forbidden', 'X-CSRF-Token is not that of the session'));
    }
    if (pathname === '/bff/live') return this.live.follow(request, response);
    await this.heldBack.get(pathname);
    if (pathname === '/bff/quarantine-reach') return answer(response, [200, await this.reach(request)]);
    if (pathname === '/bff/reads') return serveReads(this.url, request, response);
    if (this.models.serve(request, response, body)) return;
    const events = /^\/bff\/ops\/jobs\/([^/]+)\/events$/.exec(pathname)?.[1];
    const stream = events === undefined ? undefined : this.jobs.streamOf(events);
    if (stream) return stream.follow(request, response);
    if (pathname === '/bff/ops/logs') return this.log.followMany(request, response);
    if (pathname === '/bff/router/api/mcp/logs') return this.tools.log.follow(request, response);
    if (pathname.endsWith('/logs')) return this.log.follow(request, response);
    const trained = await this.training.answer(method, pathname, body, searchParams);
    if (trained) return answer(response, trained);
    if (pathname.startsWith('/bff/router/')) return this.tools.serve(request, response, body);
    if (pathname === '/bff/overview') return answer(response, this.overview());
    if (pathname === '/bff/gateway/api/calls')
      return answer(response, [200, callsOf(this.audit, searchParams.get('correlation_id'))]);
    if (this.opsReason !== undefined)
      return answer(response, refusal(502, 'upstream_unavailable', this.opsReason));
    const correlated = /^\/bff\/timeline\/([^/]+)$/.exec(pathname)?.[1];
    if (correlated !== undefined) return answer(response, this.timeline(decodeURIComponent(correlated)));
    const own = this.keys.answer(method, pathname, body);
    if (own === 'cut') return void response.destroy();
    if (own) return answer(response, own);
    const given = this.ops(method, pathname.replace('/bff/ops', ''), {
      searchParams,
      body,
      headers: request.headers,
    });
    if (given === undefined) return void response.destroy();
    return answer(response, given);
  }

  private signIn(body: Record<string, unknown>, response: ServerResponse): void {
    if (body['password'] !== PASSWORD) {
      return answer(response, refusal(401, 'unauthorized', 'the password is wrong'));
    }
    const session = randomUUID();
    this.sessions.add(session);
    response.setHeader('set-cookie', `session=${session}; HttpOnly; SameSite=Strict; Path=/`);
    return answer(response, this.session('GET', '/session', session));
  }

  private session(method: string, path: string, session: string): Answer {
    if (path === '/session/config') return [200, { methods: ['password', 'token'] }];
    if (!this.sessions.has(session)) return refusal(401, 'session_required', 'sign in first');
    if (method === 'DELETE') this.sessions.delete(session);
    if (method === 'DELETE') return [204];
    const [expires_at, ends_at] = [1, 12].map((hours) =>
      new Date(Date.now() + hours * 3_600_000).toISOString(),
    );
    const permissions = ROLES[this.role];
    return [
      200,
      { actor: 'ops-token', roles: [this.role], permissions, csrf: 'csrf-1', expires_at, ends_at },
    ];
  }

  private overview(): Answer {
    const at = new Date().toISOString();
    const told = KINDS.map((kind) => [kind, { at, age_ms: 0, data: this.stateOf(kind) }] as const);
    const gateway = { at, age_ms: 0, data: GATEWAY_RATES };
    return [200, { kinds: { ...Object.fromEntries(told), gateway }, history: rateHistory() }];
  }

  private reach({ headers: { cookie = '' } }: IncomingMessage): Promise<object> {
    return reachOf((path) => fetch(`${this.url}${path}`, { headers: { cookie } }));
  }

  private timeline(id: string): Answer {
    if (this.role === 'viewer') return refusal(403, 'forbidden', 'your key may not read_audit');
    const job = (wanted: string) =>
      this.jobs.find(wanted) ?? this.audit.jobs.find((one) => one.id === wanted);
    return [200, timelineOf(this.audit, id, job)];
  }

  /** Undefined: the connection is cut before an answer. */
  private ops(method: string, path: string, asked: Asked): Answer | undefined {
    if (path.startsWith('/audit') && this.role === 'viewer')
      return refusal(403, 'forbidden', 'your key may not read_audit');
    const told = this.audit.answer(method, path, asked.searchParams, asked.body);
    if (told) return [200, told];
    if (path === '/services') return [200, this.serviceList()];
    if (path === '/nodes') return [200, { nodes: this.nodes }];
    if (path === '/decisions') return [200, { decisions: [] }];
    if (method === 'GET' && path === '/deployments') return [200, { deployments: this.deployments }];
    if (path === '/stats') return [200, this.uses.answer(this.services)];
    if (path.endsWith('/stats')) return [200, STATS];
    const drifted = driftOf(path, asked.searchParams.get('node'), this.services);
    if (drifted) return [200, drifted];
    if (path === '/jobs/ended') return [200, this.jobs.page(asked.searchParams)];
    const jobPath = /^\/jobs\/([^/]+)$/.exec(path)?.[1];
    const found = this.jobs.find(jobPath) ?? this.audit.jobs.find(({ id }) => id === jobPath);
    if (jobPath !== undefined)
      return found ? [200, found] : refusal(404, 'job_not_found', 'there is no job of that id');
    return method === 'POST' ? this.change(path, asked) : refusal(404, 'not_found', 'there is no such route');
  }

  private change(path: string, { searchParams, body, headers }: Asked): Answer | undefined {
    const [, named = '', changed = ''] = /^\/services\/([^/]+)\/([a-z]+)$/.exec(path) ?? [];
    const isPull = path === '/images/pull';
    const asked = { action: changed, name: named, node: searchParams.get('node') ?? 'local' };
    const pulled = { action: 'pull', name: String((body['services'] as string[] | undefined)?.[0]) };
    const { action, name, node } =
      rolledOut(path, body) ?? (isPull ? { ...pulled, node: String(body['node']) } : asked);
    const target = this.services.find((one) => one.name === name && one.node === node);
    if (target === undefined) return refusal(404, 'service_not_found', 'there is no such service');
    const plan = planFor(target, action, this.revision);
    if (body['dry_run'] === true) return [200, { would: `${action} ${name}`, plan }];
    return this.confirm({ target, action, key: String(headers['idempotency-key']) });
  }

  private confirm({
    target,
    action,
    key,
  }: {
    target: FakeService;
    action: string;
    key: string;
  }): Answer | undefined {
    const known = this.done.get(key);
    if (known !== undefined)
      return Date.now() < this.unheardUntil ? undefined : [202, { ok: true, job: known }];
    const { next } = this;
    this.next = 'accepted';
    if (next === 'stale') {
      this.revision += 1;
      return refusal(409, 'plan_outdated', 'the node has changed since that plan was made; make a new one');
    }
    if (next === 'busy')
      return refusal(409, 'service_busy', `the service ${target.name} is held by another job`);
    if (next === 'protected') return protectedRefusal(target.name, action);
    const plan = planFor(target, action, this.revision);
    const { id } = this.jobs.start({ action, services: [target.name], node: target.node, plan });
    this.done.set(key, id);
    // A browser asks again by itself when a connection that it kept was cut.
    this.unheardUntil = next === 'lost' ? Date.now() + 2_000 : 0;
    return next === 'lost' ? undefined : [202, { ok: true, job: id }];
  }
}

interface Asked {
  readonly searchParams: URLSearchParams;
  readonly body: Record<string, unknown>;
  readonly headers: IncomingMessage['headers'];
}

const STATS = {
  containers: [],
  total: {
    cpu_percent: 12.4,
    memory_bytes: 3_400_000_000,
    memory_limit_bytes: 67_430_400_000,
    received_bytes: 71_000_000,
    sent_bytes: 990_000_000,
  },
  gpus: [
    {
      index: 0,
      name: 'RTX 6000 Ada',
      utilization_percent: 71,
      memory_used_bytes: 31_000_000_000,
      memory_total_bytes: 51_500_000_000,
      temperature_celsius: 64,
    },
  ],
};

function protectedRefusal(name: string, action: string): Answer {
  const command = `"docker compose -p switchyard ${action} ${name}" on the host of the node "local"`;
  const why = `the service "${name}" carries the control plane or is protected; use ${command}`;
  return refusal(409, 'service_protected', why);
}

function refusal(status: number, code: string, detail: string): Answer {
  const title = code.replaceAll('_', ' ');
  return [status, { type: 'about:blank', title, status, detail, code, request_id: 'req-of-the-fake' }];
}

function answer(response: ServerResponse, [status, body]: Answer): void {
  const type = status < 400 ? 'application/json' : 'application/problem+json';
  response.writeHead(status, { 'content-type': type });
  response.end(body === undefined ? undefined : JSON.stringify(body));
}

async function jsonBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  const text = Buffer.concat(parts).toString();
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
}
