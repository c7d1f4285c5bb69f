import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fulfils, type FakeFilter } from './fake-qdrant-filter.ts';

interface FakePoint {
  readonly id: string;
  readonly vector: number[];
  readonly payload: Record<string, unknown>;
}

interface FakeCollection {
  readonly size: number;
  readonly distance: string;
  readonly metadata: unknown;
  readonly points: Map<string, FakePoint>;
}

interface Reply {
  readonly status: number;
  readonly body: unknown;
}

type Body = Record<string, unknown> & { readonly filter?: FakeFilter };

export interface FakeQdrant {
  readonly url: string;
  readonly collections: Map<string, FakeCollection>;
  readonly requests: readonly {
    readonly method: string;
    readonly url: string;
    readonly key: string | undefined;
  }[];
  /** As versions before 1.16, which keep no metadata of collections. */
  forgetsMetadata: boolean;
  /** Without it, nobody is served. */
  key: string | undefined;
  /** Answers everything in place of Qdrant. */
  instead: Reply | undefined;
  close(): Promise<void>;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** startFakeQdrant answers as Qdrant's HTTP API does, as far as the vector server asks it. */
export async function startFakeQdrant(): Promise<FakeQdrant> {
  const collections = new Map<string, FakeCollection>();
  const requests: { method: string; url: string; key: string | undefined }[] = [];
  const qdrant: FakeQdrant = {
    url: '',
    collections,
    requests,
    forgetsMetadata: false,
    key: undefined,
    instead: undefined,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };

  const create = (name: string, body: Body): Reply => {
    if (collections.has(name)) return failed(409, `Wrong input: Collection \`${name}\` already exists!`);
    const { size, distance } = body['vectors'] as { size: number; distance: string };
    const metadata = qdrant.forgetsMetadata ? undefined : body['metadata'];
    collections.set(name, { size, distance, metadata, points: new Map() });
    return done(true);
  };

  const reply = (method: string, [, first = '', name = '', ...rest]: string[], body: Body): Reply => {
    if (first !== 'collections') return failed(404, 'Not found');
    if (name === '') return done({ collections: [...collections.keys()].map((each) => ({ name: each })) });
    if (method === 'PUT' && rest.length === 0) return create(name, body);
    const collection = collections.get(name);
    if (collection === undefined) return failed(404, `Not found: Collection \`${name}\` doesn't exist!`);
    if (method === 'DELETE') return done(collections.delete(name));
    if (rest.length === 0) return done(about(collection));
    return onPoints(`${method} ${rest.join('/')}`, collection, body);
  };

  const answer = async (incoming: IncomingMessage, response: ServerResponse) => {
    const { method = '', url = '' } = incoming;
    const given = incoming.headers['api-key'];
    requests.push({ method, url, key: typeof given === 'string' ? given : undefined });
    const parts: Buffer[] = [];
    for await (const part of incoming as AsyncIterable<Buffer>) parts.push(part);
    const text = Buffer.concat(parts).toString();
    const segments = new URL(url, 'http://qdrant.example').pathname.split('/').map(decodeURIComponent);
    const allowed = qdrant.key === undefined || qdrant.key === given;
    const denied = failed(401, 'Must provide an API key or an Authorization bearer token');
    const body = text === '' ? {} : (JSON.parse(text) as Body);
    const said = qdrant.instead ?? (allowed ? reply(method, segments, body) : denied);
    response.writeHead(said.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(said.body));
  };

  const server = createServer((incoming, response) => void answer(incoming, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(qdrant, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

function onPoints(what: string, collection: FakeCollection, body: Body): Reply {
  const { points } = collection;
  const chosen = () => [...points.values()].filter((point) => fulfils(point, body.filter));
  if (what === 'PUT points') return upsert(collection, body['points'] as FakePoint[]);
  if (what === 'POST points/count') return done({ count: chosen().length });
  if (what === 'POST points/delete') {
    for (const { id } of chosen()) points.delete(id);
    return done({ status: 'completed' });
  }
  if (what !== 'POST points/query') return failed(404, 'Not found');
  const query = body['query'] as number[];
  const sign = collection.distance === 'Euclid' ? 1 : -1;
  const scored = chosen().map(({ id, vector, payload }) => ({
    id,
    payload,
    score: score(collection.distance, vector, query),
  }));
  scored.sort((a, b) => sign * (a.score - b.score));
  return done({ points: scored.slice(0, body['limit'] as number) });
}

/** Qdrant takes all points of a call, or refuses the call. */
function upsert({ size, points }: FakeCollection, given: readonly FakePoint[]): Reply {
  if (given.some(({ vector }) => vector.length !== size))
    return failed(400, 'Wrong input: Vector dimension error');
  if (given.some(({ id }) => !UUID.test(id))) return failed(400, 'value is not a valid point ID');
  for (const point of given) points.set(point.id, point);
  return done({ operation_id: 1, status: 'completed' });
}

function about({ size, distance, metadata, points }: FakeCollection) {
  const config = { params: { vectors: { size, distance } }, metadata };
  return { status: 'green', points_count: points.size, config };
}

function score(distance: string, a: readonly number[], b: readonly number[]): number {
  const dot = (x: readonly number[], y: readonly number[]) =>
    x.reduce((sum, value, at) => sum + value * (y[at] ?? 0), 0);
  if (distance === 'Dot') return dot(a, b);
  if (distance === 'Euclid') return Math.hypot(...a.map((value, at) => value - (b[at] ?? 0)));
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

function done(result: unknown): Reply {
  return { status: 200, body: { result, status: 'ok', time: 0.001 } };
}

function failed(status: number, error: string): Reply {
  return { status, body: { status: { error }, time: 0.001 } };
}
