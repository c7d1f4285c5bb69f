import { EventEmitter, once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { JsonObject } from '@app/kernel';
import type { Endpoint, ModelCall, StreamReply, WholeReply } from '../provider.js';
import type { OllamaSettings } from '../provider-settings.js';
import { OllamaProvider } from './ollama-provider.js';

/** For specs: an HTTP server that answers as its script says, and calls to send it. */
export type Script = Readonly<Record<string, (response: ServerResponse, body: JsonObject) => unknown>>;

export interface Seen {
  readonly route: string;
  readonly body: JsonObject;
}

const WARM: Script = { 'GET /api/ps': json({ models: [{ name: 'm:latest', model: 'm:latest' }] }) };

/** ScriptedOllama emits each route, `POST /api/chat`, when asked for it, and `aborted` when a client leaves it. */
export class ScriptedOllama extends EventEmitter {
  readonly seen: Seen[] = [];
  private readonly server = createServer((request, response) => {
    void text(request).then((body) => this.answer(`${request.method} ${request.url}`, body, response));
  });
  private readonly opened: OllamaProvider[] = [];

  constructor(private readonly script: Script = {}) {
    super();
  }

  /** provider listens, and returns a provider of this server. */
  async provider(settings: Partial<OllamaSettings> = {}, keepAliveMs?: number): Promise<OllamaProvider> {
    if (!this.server.listening) await once(this.server.listen(0, '127.0.0.1'), 'listening');
    const url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    const provider = new OllamaProvider({ ...aSettings(), url, ...settings }, keepAliveMs);
    this.opened.push(provider);
    return provider;
  }

  bodies(route: string): JsonObject[] {
    return this.seen.filter((one) => one.route === route).map(({ body }) => body);
  }

  private answer(route: string, text: string, response: ServerResponse): void {
    const body = (text === '' ? {} : JSON.parse(text)) as JsonObject;
    this.seen.push({ route, body });
    response.on('close', () => response.writableFinished || this.emit('aborted', route));
    this.emit(route, response);
    const answer = { ...WARM, ...this.script }[route];
    if (answer) answer(response, body);
    else response.writeHead(404).end('404 page not found');
  }

  async stop(): Promise<void> {
    await Promise.all(this.opened.map((provider) => provider.close()));
    this.server.closeAllConnections();
    if (this.server.listening) await once(this.server.close(), 'close');
  }
}

export function aSettings(settings: Partial<OllamaSettings> = {}): OllamaSettings {
  return {
    kind: 'ollama',
    id: 'ollama',
    url: 'http://127.0.0.1:1',
    timeouts: { connect: 5_000, firstToken: 0, idle: 0, total: 0 },
    connections: 16,
    unknownFields: 'reject',
    ...settings,
  };
}

export function aCall(body: JsonObject, rest: Partial<ModelCall> = {}): ModelCall {
  const endpoint: Endpoint = rest.endpoint ?? 'chat';
  const whole = { model: 'alias', ...body };
  return {
    endpoint,
    model: 'm',
    requestedModel: 'alias',
    body: whole,
    bytes: Buffer.from(JSON.stringify(whole)),
    requestId: 'req-1',
    signal: new AbortController().signal,
    ...rest,
  };
}

export function json(body: unknown, status = 200): (response: ServerResponse) => void {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
}

/** ndjson answers with these records and ends. */
export function ndjson(...records: readonly unknown[]): (response: ServerResponse) => void {
  return (response) => {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    response.end(records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  };
}

export function aRecord(message: JsonObject, rest: JsonObject = {}): JsonObject {
  const created_at = '2026-11-20T09:00:00.123456789Z';
  return {
    model: 'm',
    created_at,
    message: { role: 'assistant', content: '', ...message },
    done: false,
    ...rest,
  };
}

export const DONE: JsonObject = { done: true, done_reason: 'stop', prompt_eval_count: 21, eval_count: 2 };

/** wholeBody is the body of a reply that must be whole. */
export async function wholeBody(reply: Promise<unknown>): Promise<JsonObject> {
  return JSON.parse((await (reply as Promise<WholeReply>)).bytes.toString('utf8')) as JsonObject;
}

/** events are the events of a reply that must be a stream, as text without the blank line between them. */
export async function events(reply: unknown): Promise<string[]> {
  const chunks: Buffer[] = [];
  for await (const chunk of (reply as StreamReply).chunks) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8').split('\n\n').slice(0, -1);
}
