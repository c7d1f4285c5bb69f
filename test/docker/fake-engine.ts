import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeContainer, nanoTime, nowNanoseconds, type FakeContainerSpec } from './fake-container.ts';

interface FakeEvent {
  readonly labels: Readonly<Record<string, string>>;
  readonly action: string;
  readonly body: { readonly time: number };
}

const NEWEST = '1.41';
const URL_PARTS = /^\/v1\.(\d+)(\/[^?]*)/;
const CONTAINER = /^\/containers\/([^/]+)\/(\w+)$/;
const IMAGE = /^\/images\/(.+)\/json$/;

/**
 * FakeEngine speaks what the client asks of an engine, on a socket of its own, with containers in memory. It passes
 * the contract that a real engine passes.
 */
export class FakeEngine {
  /** Every call, as `POST /containers/<id>/restart`, in the order of arrival. */
  readonly calls: string[] = [];
  /** Told of each call at its arrival. */
  onCall: (call: string) => void = () => undefined;
  readonly images = new Set<string>();
  readonly #containers = new Map<string, FakeContainer>();
  readonly #events: FakeEvent[] = [];
  readonly #watchers = new Set<(event: FakeEvent) => void>();
  readonly #server = createServer((request, response) => this.serve(request, response));
  readonly socket: string;
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
    this.socket = join(folder, 'docker.sock');
  }

  static async start(): Promise<FakeEngine> {
    const engine = new FakeEngine(await mkdtemp(join(tmpdir(), 'switchyard-fake-')));
    engine.#server.listen(engine.socket);
    await once(engine.#server, 'listening');
    return engine;
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await rm(this.#folder, { recursive: true });
  }

  /** run makes a container and starts it, as compose does. */
  run(spec: FakeContainerSpec): FakeContainer {
    const container = new FakeContainer(spec);
    this.images.add(spec.image);
    this.#containers.set(container.id, container);
    this.start(container);
    return container;
  }

  /** remove stops and removes a container. */
  remove(container: FakeContainer): void {
    this.stop(container);
    this.#containers.delete(container.id);
    this.emit(container, 'destroy');
  }

  start(container: FakeContainer): boolean {
    if (container.running) return false;
    container.start();
    this.emit(container, 'start');
    return true;
  }

  stop(container: FakeContainer): boolean {
    if (!container.running) return false;
    container.stop();
    this.emit(container, 'die');
    return true;
  }

  private emit({ id, labels }: FakeContainer, action: string): void {
    const now = Number(nowNanoseconds());
    const body = {
      Type: 'container',
      Action: action,
      time: Math.floor(now / 1e9),
      timeNano: now,
      Actor: { ID: id, Attributes: labels },
    };
    const event = { labels, action, body };
    this.#events.push(event);
    for (const watch of this.#watchers) watch(event);
  }

  private serve(request: IncomingMessage, response: ServerResponse): void {
    const { method = 'GET', url = '' } = request;
    const [, minor, path = ''] = URL_PARTS.exec(url) ?? [];
    response.setHeader('api-version', NEWEST);
    if (Number(minor) > 41) {
      return json(response, { message: `client version 1.${minor} is too new. Maximum is ${NEWEST}` }, 400);
    }
    this.calls.push(`${method} ${path}`);
    this.onCall(`${method} ${path}`);
    const query = new URL(url, 'http://docker').searchParams;
    const [, id = '', action = ''] = CONTAINER.exec(path) ?? [];
    if (action !== '') return this.container(`${method} ${action}`, id, query, response);
    this.other(`${method} ${path}`, query, response);
  }

  private other(call: string, query: URLSearchParams, response: ServerResponse): void {
    const image = IMAGE.exec(call.replace(/^GET /, ''))?.[1];
    if (image !== undefined) return this.image(image, response);
    if (call === 'GET /_ping') return void response.end('OK');
    if (call === 'GET /version') {
      return json(response, { Version: '20.10.0', ApiVersion: NEWEST, MinAPIVersion: '1.12' });
    }
    if (call === 'GET /info') return this.info(response);
    if (call === 'GET /containers/json') return this.list(query, response);
    if (call === 'GET /events') return this.follow(query, response);
    if (call === 'POST /images/create') return json(response, { message: 'no registry here' }, 500);
    json(response, { message: 'page not found' }, 404);
  }

  private container(call: string, id: string, query: URLSearchParams, response: ServerResponse): void {
    const container = this.#containers.get(id);
    if (container === undefined) return json(response, { message: `No such container: ${id}` }, 404);
    if (call === 'GET json') return json(response, container.details());
    if (call === 'GET logs') return log(container, query, response);
    if (call === 'GET stats') return json(response, STATS);
    if (call === 'POST start') return changed(response, this.start(container));
    if (call === 'POST stop') return changed(response, this.stop(container));
    if (call !== 'POST restart') return json(response, { message: 'page not found' }, 404);
    this.stop(container);
    changed(response, this.start(container));
  }

  private list(query: URLSearchParams, response: ServerResponse): void {
    const wanted = filtersOf(query)['label'] ?? [];
    const found = [...this.#containers.values()].filter(({ labels }) => carries(labels, wanted));
    json(
      response,
      found.map((container) => container.summary()),
    );
  }

  private info(response: ServerResponse): void {
    const all = [...this.#containers.values()];
    json(response, {
      Name: 'fake',
      SystemTime: nanoTime(),
      NCPU: 1,
      MemTotal: 1,
      Containers: all.length,
      ContainersRunning: all.filter(({ running }) => running).length,
    });
  }

  private image(reference: string, response: ServerResponse): void {
    const known = this.images.has(reference) || reference.startsWith('sha256:');
    if (!known) return json(response, { message: `No such image: ${reference}` }, 404);
    json(response, { Id: `sha256:${'1'.repeat(64)}`, RepoTags: [reference], RepoDigests: [] });
  }

  private follow(query: URLSearchParams, response: ServerResponse): void {
    const { label = [], event: actions = [] } = filtersOf(query);
    const since = Math.floor(Number(query.get('since') ?? Number.POSITIVE_INFINITY));
    const send = ({ labels, action, body }: FakeEvent) => {
      if (!carries(labels, label) || (actions.length > 0 && !actions.includes(action))) return;
      response.write(`${JSON.stringify(body)}\n`);
    };
    response.flushHeaders();
    for (const event of this.#events) if (event.body.time >= since) send(event);
    this.#watchers.add(send);
    response.once('close', () => this.#watchers.delete(send));
  }
}

const CPU = { cpu_usage: { total_usage: 2 }, system_cpu_usage: 10, online_cpus: 1 };
const STATS = {
  read: '2026-01-01T00:00:00Z',
  cpu_stats: CPU,
  precpu_stats: { cpu_usage: { total_usage: 1 }, system_cpu_usage: 5 },
  memory_stats: { usage: 1_000_000, limit: 2_000_000 },
};

function log(container: FakeContainer, query: URLSearchParams, response: ServerResponse): void {
  const tail = query.get('tail') ?? 'all';
  const since = Number(query.get('since') ?? 0);
  const recent = container.log.filter((frame) => secondsOf(frame) >= since);
  const frames =
    tail === 'all' ? recent : recent.slice(recent.length - Math.min(recent.length, Number(tail)));
  response.flushHeaders();
  for (const frame of frames) response.write(frame);
  if (query.get('follow') !== '1' || !container.running) return void response.end();
  const follower = { write: (frame: Buffer) => void response.write(frame), end: () => void response.end() };
  container.followers.add(follower);
  response.once('close', () => container.followers.delete(follower));
}

/** A double holds the seconds to less than a microsecond, which is near enough for a fake. */
function secondsOf(frame: Buffer): number {
  const stamp = frame.subarray(8, 38).toString();
  return Date.parse(`${stamp.slice(0, 19)}Z`) / 1000 + Number(`0.${stamp.slice(20, 29)}`);
}

function filtersOf(query: URLSearchParams): Readonly<Record<string, readonly string[] | undefined>> {
  return JSON.parse(query.get('filters') ?? '{}') as Record<string, string[]>;
}

function carries(labels: Readonly<Record<string, string>>, wanted: readonly string[]): boolean {
  return wanted.every((filter) => {
    const [name = '', value] = filter.split('=');
    return value === undefined ? name in labels : labels[name] === value;
  });
}

function changed(response: ServerResponse, did: boolean): void {
  response.writeHead(did ? 204 : 304).end();
}

function json(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}
