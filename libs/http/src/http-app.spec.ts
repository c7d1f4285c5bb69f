import { gzipSync, zstdCompressSync } from 'node:zlib';
import { Body, Controller, Get, Module, Post, Req } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DomainError } from '@app/kernel';
import type { FastifyRequest } from 'fastify';
import { pino } from 'pino';
import { openAiDialect } from './errors/error-dialect.js';
import { HealthController } from './health.controller.js';
import { createHttpApp } from './http-app.js';

const SECRET = 'the-secret-in-the-cause';

@Controller()
class TryController {
  @Get('v1/fails')
  fails(): never {
    throw new DomainError('out_of_cheese', 'there is no cheese', { param: 'cheese', retryAfter: 7 });
  }

  @Get('unforeseen')
  unforeseen(): never {
    throw new Error(SECRET);
  }

  private readonly held: (() => void)[] = [];
  private enough: [count: number, resolve: () => void] = [0, () => undefined];

  /** Resolves once so many requests wait for release(). */
  holding(count: number): Promise<void> {
    return new Promise((resolve) => {
      this.enough = [count, resolve];
      if (this.held.length >= count) resolve();
    });
  }

  release(): void {
    for (const go of this.held.splice(0)) go();
  }

  @Post('echo')
  async echo(@Body() body: unknown, @Req() request: FastifyRequest) {
    if (request.headers['x-hold']) {
      await new Promise<void>((go) => {
        this.held.push(go);
        if (this.held.length >= this.enough[0]) this.enough[1]();
      });
    }
    return { body, bytes: request.exchange.bodyBytes?.length ?? 0 };
  }
}

@Module({ controllers: [TryController, HealthController] })
class TryModule {}

const lines: string[] = [];
const logger = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
let app: NestFastifyApplication;

beforeAll(async () => {
  app = await createHttpApp(TryModule, {
    logger,
    statuses: { out_of_cheese: 418 },
    dialects: { '/v1/': openAiDialect },
    bodies: { each: 1000, together: 2500 },
  });
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
});
afterAll(() => app.close());
beforeEach(() => void lines.splice(0));

const post = (payload: string | Buffer, headers: Record<string, string> = {}) =>
  app.inject({
    method: 'POST',
    url: '/echo',
    payload,
    headers: { 'content-type': 'application/json', ...headers },
  });

describe('every answer', () => {
  it("carries the caller's request id", async () => {
    const { headers } = await app.inject({ url: '/health', headers: { 'x-request-id': 'abc-1' } });
    expect(headers['x-request-id']).toBe('abc-1');
  });

  it('carries a minted id when the given one is malformed', async () => {
    const { headers } = await app.inject({ url: '/nowhere', headers: { 'x-request-id': 'a b' } });
    expect(headers['x-request-id']).toMatch(/^req-/);
  });

  it('leaves one log line with the id, the route and the status', async () => {
    await app.inject({ url: '/v1/fails?token=abc', headers: { 'x-request-id': 'abc-2' } });
    expect(lines).toHaveLength(1);
    const line = JSON.parse(lines[0] ?? '') as object;
    expect(line).toMatchObject({
      request_id: 'abc-2',
      route: '/v1/fails',
      status: 418,
      error: 'out_of_cheese',
    });
    expect(lines[0]).not.toContain('token');
  });
});

describe('a failure', () => {
  it("under /v1 answers in OpenAI's shape", async () => {
    const answer = await app.inject({ url: '/v1/fails' });
    expect(answer.statusCode).toBe(418);
    expect(answer.headers['retry-after']).toBe('7');
    expect(answer.json()).toEqual({
      error: {
        message: 'there is no cheese',
        type: 'invalid_request_error',
        param: 'cheese',
        code: 'out_of_cheese',
      },
    });
  });

  it('elsewhere is a problem document', async () => {
    const answer = await app.inject({ url: '/nowhere', headers: { 'x-request-id': 'abc-3' } });
    expect(answer.statusCode).toBe(404);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.json()).toMatchObject({ status: 404, code: 'not_found', request_id: 'abc-3' });
  });

  it('that nobody foresaw says its id to the caller and its cause to the log', async () => {
    const answer = await app.inject({ url: '/unforeseen', headers: { 'x-request-id': 'abc-4' } });
    expect(answer.statusCode).toBe(500);
    expect(answer.body).toContain('abc-4');
    expect(answer.body).not.toContain(SECRET);
    expect(lines.join('')).toContain(SECRET);
  });
});

describe('a body', () => {
  it('is parsed, and its bytes are kept', async () => {
    expect((await post('{ "a":1.0 }')).json()).toEqual({ body: { a: 1 }, bytes: 11 });
  });

  it.each([
    ['gzip', gzipSync],
    ['zstd', zstdCompressSync],
  ])('may be compressed with %s', async (encoding, compress) => {
    const answer = await post(compress(Buffer.from('{"a":1}')), { 'content-encoding': encoding });
    expect(answer.json()).toEqual({ body: { a: 1 }, bytes: 7 });
  });

  it.each([
    ['malformed', '{"a":', {}, 400, 'invalid_json'],
    ['over the limit', `"${'x'.repeat(1000)}"`, {}, 413, 'body_too_large'],
    [
      'over the limit once unpacked',
      gzipSync('"'.padEnd(1500, 'x')),
      { 'content-encoding': 'gzip' },
      413,
      'body_too_large',
    ],
    ['not what its encoding says', 'plain', { 'content-encoding': 'gzip' }, 400, 'invalid_request'],
    ['of an unknown encoding', '{}', { 'content-encoding': 'rot13' }, 415, 'unsupported_media_type'],
    [
      'of an inherited name for an encoding',
      '{}',
      { 'content-encoding': 'toString' },
      415,
      'unsupported_media_type',
    ],
    ['of another type', '{}', { 'content-type': 'text/plain' }, 415, 'unsupported_media_type'],
  ])('that is %s is refused', async (_what, payload, headers, status, code) => {
    const answer = await post(payload, headers);
    expect(answer.statusCode).toBe(status);
    expect(answer.json()).toMatchObject({ status, code });
  });

  it('waits outside while the bodies in flight take all the room there is', async () => {
    const large = () => post(`"${'x'.repeat(900)}"`, { 'x-hold': 'yes' });
    const held = [large(), large()];
    await app.get(TryController).holding(2);
    const refused = await large();
    expect(refused.statusCode).toBe(503);
    expect(refused.headers['retry-after']).toBe('1');
    app.get(TryController).release();
    await Promise.all(held);
    expect((await post(`"${'x'.repeat(900)}"`)).statusCode).toBe(201);
  });

  it('in a refusal is not repeated', async () => {
    const answer = await post('{"prompt": my secret words}');
    expect(answer.body).not.toContain('secret');
    expect(lines.join('')).not.toContain('secret');
  });
});

it('health answers from memory', async () => {
  const answer = await app.inject({ url: '/health' });
  expect(answer.json()).toEqual({ ok: true });
});
