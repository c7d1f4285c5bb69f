import { gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Gate } from '../../fakes/gate.ts';
import { inFlight } from '../calls-in-flight.ts';
import { startStack, type Stack } from '../gateway-harness.ts';
import { post } from '../raw-call.ts';

const MIB = 1024 * 1024;
const MODEL = 'vllm/org/served-model';
const chat = (bytes: number) => ({ model: MODEL, messages: [{ role: 'user', content: 'x'.repeat(bytes) }] });

describe('big bodies', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack({ vllm: { contextLength: 100 * MIB } });
    stack.vllm.script('org/served-model', [{ finish: { reason: 'stop', delta: { content: 'read it' } } }]);
  });
  afterAll(() => stack.close());

  const url = (): string => `${stack.url}/v1/chat/completions`;

  it('of 30 MB reach the upstream whole', async () => {
    const reply = await post(url(), chat(30_000_000));
    expect(reply.status).toBe(200);
    const seen = stack.vllm.requests.at(-1)?.body as ReturnType<typeof chat>;
    expect(seen.messages[0]?.content).toHaveLength(30_000_000);
  });

  it('of 40 MB are 413 in the shape of OpenAI, naming the limit', async () => {
    const reply = await post(url(), chat(40_000_000));
    expect(reply.status).toBe(413);
    expect(await reply.json()).toEqual({
      error: {
        message: expect.stringMatching(/33554432|32 MiB/),
        type: expect.any(String),
        param: null,
        code: 'body_too_large',
      },
    });
    expect((await post(url(), chat(10))).status).toBe(200);
  });

  it('of 40 MB with no length announced are 413 too', async () => {
    const piece = new TextEncoder().encode('x'.repeat(MIB));
    let sent = 0;
    const body = new ReadableStream({
      pull(controller) {
        if (sent++ < 40) controller.enqueue(piece);
        else controller.close();
      },
    });
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body, duplex: 'half' };
    const status = await fetch(url(), init as RequestInit).then(
      (reply) => reply.status,
      () => 'connection closed',
    );
    expect([413, 'connection closed']).toContain(status);
    expect((await post(url(), chat(10))).status).toBe(200);
  });

  it.each([
    ['gzip', gzipSync],
    ['zstd', zstdCompressSync],
  ] as const)('that are compressed are limited by what they unpack to: %s', async (encoding, compress) => {
    const send = (bytes: number) =>
      fetch(url(), {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-encoding': encoding },
        body: new Uint8Array(compress(Buffer.from(JSON.stringify(chat(bytes))))),
      });
    expect((await send(2_000_000)).status).toBe(200);
    const bomb = await send(40_000_000);
    expect(bomb.status).toBe(413);
    expect(await bomb.json()).toMatchObject({ error: { code: 'body_too_large' } });
  });

  it('are not feared where small ones come with no length: forty at once are served', async () => {
    const gate = new Gate();
    stack.vllm.script('org/served-model', [
      { until: gate.opened },
      { finish: { reason: 'stop', delta: { content: 'ok' } } },
    ]);
    const small = (): ReadableStream =>
      new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode(JSON.stringify(chat(10))));
          controller.close();
        },
      });
    const send = (): Promise<Response> => {
      const init = {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: small(),
        duplex: 'half',
      };
      return fetch(url(), init as RequestInit);
    };
    const before = stack.vllm.requests.length;
    const replies = Array.from({ length: 40 }, send);
    const refused = Promise.race(
      replies.map(async (reply) => {
        const { status } = await reply;
        if (status !== 200) throw new Error(`refused with ${status}`);
      }),
    );
    const arrived = stack.vllm.request('/chat/completions', () => stack.vllm.requests.length >= before + 40);
    await Promise.race([arrived, refused]).finally(gate.open);
    const statuses = await Promise.all(replies.map(async (reply) => (await reply).status));
    expect(new Set(statuses)).toEqual(new Set([200]));
  });
});

describe('the room for the bodies of all requests together', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack({
      yaml: 'limits: { body_mib: 1, buffered_bodies_mib: 2 }\n',
      vllm: { contextLength: 100 * MIB },
    });
  });
  afterAll(() => stack.close());

  const send = (more: object = {}, init: RequestInit = {}): Promise<Response> =>
    post(`${stack.url}/v1/chat/completions`, { ...chat(900_000), ...more }, init);
  const finish = { finish: { reason: 'stop', delta: { content: 'ok' } } };

  it('is a 503 that says when to come back once it is taken, and free again after the answers', async () => {
    const gate = new Gate();
    stack.vllm.script('org/served-model', [{ until: gate.opened }, finish]);
    const held = [send(), send()];
    await stack.vllm.request('/chat/completions', () => stack.vllm.requests.length >= 3);
    const refused = await send();
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('1');
    gate.open();
    expect((await Promise.all(held)).map((reply) => reply.status)).toEqual([200, 200]);
    expect((await send()).status).toBe(200);
  });

  it.each([
    ['answers', {}, 200],
    ['streams', { stream: true }, 200],
    ['refusals', { model: 'vllm/none' }, 404],
  ])('is given back by %s', async (_what, more, status) => {
    stack.vllm.script('org/served-model', [finish]);
    for (let turn = 0; turn < 4; turn++) {
      const reply = await send(more);
      await reply.text();
      expect(reply.status).toBe(status);
    }
  });

  it.each([
    ['before the first byte', {}, { break: 'silence' }],
    ['in the middle of a stream', { stream: true }, { flood: { bytes: Infinity, frameBytes: 1000 } }],
  ] as const)('is given back by clients that leave %s', async (_when, more, step) => {
    stack.vllm.script('org/served-model', [step]);
    for (let turn = 0; turn < 4; turn++) {
      const before = stack.vllm.requests.length;
      const abort = new AbortController();
      const left = send(more, { signal: abort.signal }).then(async (reply) => {
        if (reply.status === 200) await reply.text();
        return reply.status;
      });
      const arrived = stack.vllm.request('/chat/completions', () => stack.vllm.requests.length > before);
      const refused = left.then((status) => expect(status).toBe(200));
      await Promise.race([arrived, refused]);
      abort.abort();
      await expect(left).rejects.toThrow(/abort/i);
      await inFlight(stack, 0);
    }
  });
});
