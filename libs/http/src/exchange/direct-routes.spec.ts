import { once } from 'node:events';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { Controller, Get, Module, Post, Req } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { claimsOf, DomainError } from '@app/kernel';
import type { FastifyRequest } from 'fastify';
import { pino } from 'pino';
import { openAiDialect } from '../errors/error-dialect.js';
import { createHttpApp } from '../http-app.js';
import type { Exchange } from './exchange.js';

const answer = (exchange: Exchange, way: string) => ({
  way,
  body: exchange.body,
  bytes: exchange.bodyBytes?.length,
  claims: claimsOf(exchange.id),
});

@Controller()
class LongWay {
  @Post('v1/echo')
  echo(@Req() { exchange }: FastifyRequest) {
    return answer(exchange, 'long');
  }

  @Get('v1/echo')
  read() {
    return { way: 'long' };
  }
}

@Module({ controllers: [LongWay] })
class TryModule {}

const lines: string[] = [];
const logger = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
let app: NestFastifyApplication;
let url: string;

beforeAll(async () => {
  app = await createHttpApp(TryModule, {
    logger,
    statuses: { out_of_cheese: 418 },
    dialects: { '/v1/': openAiDialect },
    bodies: { each: 1000, together: 2500 },
    direct: [
      {
        path: '/v1/echo',
        serve: async (exchange, bodies) => {
          const { 'x-refuse': refuse, 'x-break': broken } = exchange.request.headers;
          if (refuse !== undefined) throw new DomainError('unauthorized', 'who is there?');
          await bodies.read(exchange);
          if (broken !== undefined) throw new Error('the secret cause');
          exchange.response.writeHead(200, { 'x-request-id': exchange.id });
          exchange.response.end(JSON.stringify(answer(exchange, 'direct')));
        },
      },
    ],
  });
  await app.listen(0, '127.0.0.1');
  url = `${await app.getUrl()}/v1/echo`;
});
afterAll(() => app.close());
beforeEach(() => void lines.splice(0));

const post = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
  fetch(url, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
const wayOf = async (response: Response) => ((await response.json()) as { way: string }).way;

it.each(['application/json', 'application/json; charset=utf-8', 'application/json;charset=UTF-8'])(
  'a plain request of type %s is served at the door, its body parsed and its bytes kept',
  async (type) => {
    const response = await post('{ "a":1.0 }', { 'content-type': type });
    expect(await response.json()).toEqual({ way: 'direct', body: { a: 1 }, bytes: 11 });
  },
);

it.each([
  ['from a page', '{"a":1}', { origin: 'http://here.example' }],
  ['with a compressed body', new Uint8Array(gzipSync('{"a":1}')), { 'content-encoding': 'gzip' }],
])('a request %s goes the long way and is answered alike', async (_what, body, headers) => {
  expect(await (await post(body, headers)).json()).toEqual({ way: 'long', body: { a: 1 }, bytes: 7 });
});

it.each([
  ['direct', {}],
  ['long', { origin: 'http://here.example' }],
])('what the caller says of itself is at hand in its own request alone, the %s way', async (way, more) => {
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const said = { 'x-request-id': 'abc-7', 'x-request-origin': 'ci', traceparent };
  const [told, silent] = await Promise.all([
    post('{}', { ...more, ...said }),
    post('{}', { ...more, 'x-request-id': 'abc-7' }),
  ]);
  const claims = { origin: 'ci', trace_id: '0af7651916cd43dd8448eb211c80319c' };
  expect(await told.json()).toEqual({ way, body: {}, bytes: 2, claims });
  expect(await silent.json()).toEqual({ way, body: {}, bytes: 2 });
  const unknown = { ...more, 'x-request-origin': 'somewhere', traceparent: 'none' };
  expect(await (await post('{}', unknown)).json()).toEqual({ way, body: {}, bytes: 2 });
});

it('another method and another path are not for it', async () => {
  expect(await wayOf(await fetch(url))).toBe('long');
  expect((await fetch(`${url}/more`, { method: 'POST' })).status).toBe(404);
});

it('a body of another type is refused as everywhere', async () => {
  const response = await post('{}', { 'content-type': 'text/plain' });
  expect(response.status).toBe(415);
});

it('leaves the same log line as every request', async () => {
  await post('{}', { 'x-request-id': 'abc-5' });
  const line = JSON.parse(lines[0] ?? '') as object;
  expect(line).toMatchObject({ request_id: 'abc-5', method: 'POST', route: '/v1/echo', status: 200 });
});

it.each([
  ['a caller who is refused', '{}', { 'x-refuse': 'yes' }, 401, 'unauthorized'],
  ['a malformed body', '{"a":', {}, 400, 'invalid_json'],
  ['a body over the limit', `"${'x'.repeat(1000)}"`, {}, 413, 'body_too_large'],
  ['what nobody foresaw', '{}', { 'x-break': 'yes' }, 500, 'internal_error'],
])('%s gets an error in the dialect of the path', async (_what, body, headers, status, code) => {
  const response = await post(body, { ...headers, 'x-request-id': 'abc-6' });
  expect(response.status).toBe(status);
  expect(response.headers.get('x-request-id')).toBe('abc-6');
  const text = await response.text();
  expect(JSON.parse(text)).toMatchObject({ error: { code } });
  expect(text).not.toContain('secret');
  expect(lines.join('')).toContain(`"error":"${code}"`);
});

it('a connection serves the next request after a refusal', async () => {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  const ask = (extra: string) =>
    socket.write(
      `POST /v1/echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${extra}Content-Length: 2\r\n\r\n{}`,
    );
  ask('X-Refuse: yes\r\n');
  const [refusal] = (await once(socket, 'data')) as [Buffer];
  ask('');
  const [served] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  expect(refusal.toString()).toContain('401');
  expect(served.toString()).toContain('"way":"direct"');
});
