import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { JsonObject } from '@app/kernel';
import type { Endpoint, ModelCall, ModelReply, StreamReply, WholeReply } from '../provider.js';
import type { OpenAiSettings } from '../provider-settings.js';
import { OpenAiProvider } from './openai-provider.js';

/** Run after each test, in this order. */
export const cleanups: (() => unknown)[] = [];

interface Seen {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** setup starts an upstream that answers every request with `answer`, and a provider for it. */
export async function setup(
  answer: (response: ServerResponse) => void,
  settings: Partial<OpenAiSettings> = {},
) {
  const seen: Seen[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      seen.push({ path: request.url ?? '', headers: request.headers, body });
      answer(response);
    });
  });
  server.on('connection', (socket: Socket) => sockets.add(socket.on('close', () => sockets.delete(socket))));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const provider = new OpenAiProvider({
    kind: 'vllm',
    id: 'gpu',
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    timeouts: { connect: 1000, firstToken: 0, idle: 0, total: 0 },
    connections: 4,
    streamUsage: true,
    ...settings,
  });
  cleanups.push(
    () => provider.close(),
    () => server.closeAllConnections(),
    () => server.close(),
  );
  return { provider, seen, sockets };
}

afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

interface CallParts {
  readonly text?: string;
  readonly model?: string;
  readonly endpoint?: Endpoint;
  readonly signal?: AbortSignal;
}

export const CHAT = '{"model":"m","messages":[{"role":"user","content":"hi"}]}';
export const STREAM = '{"model":"m","stream":true,"messages":[]}';

export function aCall({ text = CHAT, model = 'm', endpoint = 'chat', signal }: CallParts = {}): ModelCall {
  return {
    endpoint,
    model,
    requestedModel: 'gpu/m',
    body: JSON.parse(text) as JsonObject,
    bytes: Buffer.from(text),
    requestId: 'req-1',
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    signal: signal ?? new AbortController().signal,
  };
}

export const json =
  (status: number, body: unknown, headers = {}) =>
  (response: ServerResponse): void => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  };

export const sse =
  (text: string, ended = true) =>
  (response: ServerResponse): void => {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    response.write(text);
    if (ended) response.end();
  };

export const COMPLETION =
  '{ "id":"a", "choices":[{"index":0,"finish_reason":"stop","seed":1.0}],"usage":{"prompt_tokens":3,"completion_tokens":2}}';
export const ROLE = 'data: {"choices":[{"index":0,"delta":{"role":"assistant","content":""}}]}\n\n';
export const WORD = 'data: {"choices":[{"index":0,"delta":{"content":"a"}}]}\n\n';
export const STOP = 'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n';
export const USAGE = 'data: {"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":1}}\n\n';
export const DONE = 'data: [DONE]\n\n';

export function whole(reply: ModelReply): WholeReply {
  expect(reply.kind).toBe('whole');
  return reply as WholeReply;
}

export function streamed(reply: ModelReply): StreamReply {
  expect(reply.kind).toBe('stream');
  return reply as StreamReply;
}

export async function textOf(reply: ModelReply): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of streamed(reply).chunks) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

export async function allClosed(sockets: Set<Socket>): Promise<void> {
  await Promise.all([...sockets].map((socket) => new Promise((resolve) => socket.once('close', resolve))));
}
