import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { INBOX_FIELD, INBOX_STREAM, type AuditEntry } from '@app/audit';
import { storedForm } from '@app/auth';
import { closeRedis, openRedis } from '@app/jobs';
import { RedisServer } from '../redis/redis-server.ts';
import { EventReader } from './event-reader.ts';
import { startStack, type Stack, type StackOptions } from './gateway-harness.ts';
import { until } from './until.ts';
import { ready } from '../redis/ready.ts';

const OPS_TOKEN = 'a-token-of-operations-for-this-test-alone';

/** The keys of the bed: a viewer and an operator of everything, and an operator of some models. */
export const KEYS = {
  viewer: 'key-of-the-viewer',
  operator: 'key-of-the-operator',
  narrow: 'key-of-the-narrow',
};

const CLIENTS = [
  { id: 'viewer', key: KEYS.viewer, roles: ['viewer'], models: ['*'] },
  { id: 'operator', key: KEYS.operator, roles: ['operator'], models: ['*'] },
  { id: 'narrow', key: KEYS.narrow, roles: ['operator'], models: ['ollama/qwen*'] },
];

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** LibraryBed is a gateway with a library, its fakes, a Redis of its own, and what its routes answer. */
export class LibraryBed {
  private constructor(
    readonly stack: Stack,
    readonly redis: RedisServer,
    private readonly directory: string,
  ) {}

  static async start(options: StackOptions = {}): Promise<LibraryBed> {
    const redis = await RedisServer.start();
    const directory = await mkdtemp(join(tmpdir(), 'switchyard-library-'));
    const clients = CLIENTS.map(({ id, key, roles, models }) => ({
      id,
      key_hash: storedForm(key),
      roles,
      scopes: { models },
    }));
    await writeFile(join(directory, 'clients.yaml'), JSON.stringify({ clients }));
    const env = { CONFIG_DIR: directory, REDIS_URL: redis.url, OPS_CONTROLLER_TOKEN: OPS_TOKEN };
    const stack = await startStack({ ...options, env: { ...env, ...options.env } });
    const bed = new LibraryBed(stack, redis, directory);
    await bed.changesAreTaken();
    return bed;
  }

  async call(
    method: string,
    path: string,
    body?: object,
    key = OPS_TOKEN,
    said: object = {},
  ): Promise<Reply> {
    const answer = await fetch(`${this.stack.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body && { 'content-type': 'application/json' }),
        ...said,
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    const parsed = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
    return { status: answer.status, headers: answer.headers, body: parsed };
  }

  post(path: string, body: object, key?: string): Promise<Reply> {
    return this.call('POST', path, body, key);
  }

  get(path: string, key?: string): Promise<Reply> {
    return this.call('GET', path, undefined, key);
  }

  /** watch reads a pull's events; `after` is a Last-Event-ID. */
  watch(pull: string, after?: string): EventReader {
    const headers = { authorization: `Bearer ${OPS_TOKEN}`, ...(after && { 'last-event-id': after }) };
    return new EventReader(`${this.stack.url}/api/models/pulls/${pull}/events`, headers);
  }

  /** model is that model's row of the library. */
  async model(id: string, key?: string): Promise<Record<string, unknown> | undefined> {
    const { body } = await this.get('/api/models', key);
    return (body['models'] as Record<string, unknown>[]).find((model) => model['id'] === id);
  }

  chat(
    model: string,
    requestId: string,
    rest: object = {},
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> {
    return fetch(`${this.stack.url}/v1/chat/completions`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${KEYS.operator}`,
        'content-type': 'application/json',
        'x-request-id': requestId,
        ...headers,
      },
      body: JSON.stringify({ model, messages: [{ role: 'user', content: 'Is anybody there?' }], ...rest }),
    });
  }

  /** changesAreTaken resolves once the gateway has found Redis. */
  async changesAreTaken(): Promise<void> {
    await until(
      () => this.call('PUT', '/api/models/default', { model: null }),
      ({ status }) => status === 200,
    );
  }

  /** audited returns what the gateway told the audit about a request, in order. */
  async audited(requestId: string): Promise<AuditEntry[]> {
    const redis = openRedis(this.redis.url, 'prompt', () => undefined);
    try {
      await ready(redis);
      const records = await redis.xrange(INBOX_STREAM, '-', '+');
      const entries = records.map(
        ([, fields]) => JSON.parse(fields[fields.indexOf(INBOX_FIELD) + 1] ?? '') as AuditEntry,
      );
      return entries.filter(({ correlation_id }) => correlation_id === requestId);
    } finally {
      closeRedis(redis);
    }
  }

  async close(): Promise<void> {
    await this.stack.close();
    await this.redis.stop();
    await rm(this.directory, { recursive: true, force: true });
  }
}
