import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { DomainError, type JsonObject } from '@app/kernel';
import type { StreamReply } from '../provider.js';
import type { OllamaSettings } from '../provider-settings.js';
import {
  aCall,
  aRecord,
  DONE,
  events,
  json,
  ndjson,
  ScriptedOllama,
  wholeBody,
  type Script,
} from './scripted-ollama.js';

const HELLO = { messages: [{ role: 'user', content: 'hello' }] };
const STREAM = { ...HELLO, stream: true };
const BLUE = aRecord({ content: 'Blue' });
const line = (record: JsonObject) => `${JSON.stringify(record)}\n`;

describe('OllamaProvider', () => {
  let ollama: ScriptedOllama;
  afterEach(() => ollama.stop());

  const providerOf = (script: Script, settings: Partial<OllamaSettings> = {}, keepAliveMs?: number) => {
    ollama = new ScriptedOllama(script);
    return ollama.provider(settings, keepAliveMs);
  };

  describe('a whole answer', () => {
    it('is translated, with what was observed of it', async () => {
      const native = aRecord({ content: 'Blue', thinking: 'hm' }, { ...DONE, eval_duration: 500_000_000 });
      const provider = await providerOf({ 'POST /api/chat': json(native) });
      const reply = await provider.call(aCall(HELLO));
      expect(reply).toMatchObject({ kind: 'whole', contentType: 'application/json; charset=utf-8' });
      expect(reply.observed).toEqual({
        finishReason: 'stop',
        usage: { promptTokens: 21, completionTokens: 2 },
        tokensPerSecond: 4,
      });
      expect(await wholeBody(Promise.resolve(reply))).toEqual({
        id: expect.stringMatching(/^chatcmpl-/),
        object: 'chat.completion',
        created: expect.any(Number),
        model: 'alias',
        choices: [
          {
            index: 0,
            message: {
              role: 'assistant',
              content: 'Blue',
              refusal: null,
              reasoning: 'hm',
              reasoning_content: 'hm',
            },
            logprobs: null,
            finish_reason: 'stop',
          },
        ],
        usage: { prompt_tokens: 21, completion_tokens: 2, total_tokens: 23 },
      });
    });

    it('has null content when the model only calls tools', async () => {
      const tool_calls = [{ id: 'c1', function: { name: 'f', arguments: { a: 1 } } }];
      const provider = await providerOf({ 'POST /api/chat': json(aRecord({ tool_calls }, DONE)) });
      const body = await wholeBody(provider.call(aCall(HELLO)));
      const call = { id: 'c1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } };
      expect(body['choices']).toMatchObject([
        { message: { content: null, tool_calls: [call] }, finish_reason: 'tool_calls' },
      ]);
    });

    it('is incomplete when Ollama gave up before it was done', async () => {
      const provider = await providerOf({ 'POST /api/chat': json(BLUE) });
      await expect(provider.call(aCall(HELLO))).rejects.toMatchObject({ code: 'upstream_incomplete' });
    });

    it('is malformed when it is no JSON', async () => {
      const provider = await providerOf({ 'POST /api/chat': (response) => response.end('<html>') });
      await expect(provider.call(aCall(HELLO))).rejects.toMatchObject({ code: 'upstream_malformed' });
    });

    it('carries the request id to the upstream', async () => {
      const seen: unknown[] = [];
      const provider = await providerOf({
        'POST /api/chat': (response) => {
          seen.push(response.req.headers['x-request-id']);
          json(aRecord({}, DONE))(response);
        },
      });
      await provider.call(aCall(HELLO));
      expect(seen).toEqual(['req-1']);
    });

    it('is cancelled upstream when its client leaves', async () => {
      const provider = await providerOf({ 'POST /api/chat': () => undefined });
      const client = new AbortController();
      const reply = provider.call(aCall(HELLO, { signal: client.signal }));
      const asked = expect(reply).rejects.toMatchObject({ code: 'client_closed_request' });
      await once(ollama, 'POST /api/chat');
      const aborted = once(ollama, 'aborted');
      client.abort();
      await Promise.all([asked, aborted]);
    });

    it('has a limit on the whole call', async () => {
      const timeouts = { connect: 1000, firstToken: 0, idle: 0, total: 50 };
      const provider = await providerOf({ 'POST /api/chat': () => undefined }, { timeouts });
      await expect(provider.call(aCall(HELLO))).rejects.toMatchObject({ code: 'upstream_timeout' });
    });
  });

  describe('a stream', () => {
    it('is translated, with what was observed of it, and ends in [DONE]', async () => {
      const provider = await providerOf({ 'POST /api/chat': ndjson(BLUE, aRecord({}, DONE)) });
      const reply = await provider.call(aCall(STREAM));
      expect(reply).toMatchObject({ kind: 'stream', contentType: 'text/event-stream; charset=utf-8' });
      const lines = await events(reply);
      expect(lines).toHaveLength(4);
      expect(lines.at(-1)).toBe('data: [DONE]');
      expect(reply.observed).toEqual({
        finishReason: 'stop',
        firstTokenAt: expect.any(Number),
        usage: { promptTokens: 21, completionTokens: 2 },
      });
    });

    it.each<[string, (response: ServerResponse) => void]>([
      ['in its status', json({ error: "model 'm' not found" }, 404)],
      ['in its first line', ndjson({ error: "model 'm' not found" })],
    ])('that fails %s fails the call', async (_where, answer) => {
      const provider = await providerOf({ 'POST /api/chat': answer });
      await expect(provider.call(aCall(STREAM))).rejects.toMatchObject({ code: 'model_not_found' });
    });

    it('that breaks off midway throws there, after what it had said, without [DONE]', async () => {
      const provider = await providerOf({ 'POST /api/chat': ndjson(BLUE) });
      const { chunks, observed } = (await provider.call(aCall(STREAM))) as StreamReply;
      const told: string[] = [];
      const read = async () => {
        for await (const chunk of chunks) told.push(chunk.toString());
      };
      await expect(read()).rejects.toMatchObject({ code: 'upstream_incomplete' });
      expect(told.join('')).toContain('Blue');
      expect(told.join('')).not.toContain('[DONE]');
      expect(observed.finishReason).toBeUndefined();
    });

    it('leaves the connection for the next call when it has ended', async () => {
      const ports = new Set<number | undefined>();
      const script: Script = {
        'POST /api/chat': (response) => {
          ports.add(response.socket?.remotePort);
          response.write(line(BLUE) + line(aRecord({}, DONE)));
          globalThis.setTimeout(() => response.end(), 10);
        },
      };
      const provider = await providerOf(script, { connections: 1 });
      for (let call = 0; call < 5; call++) await events(await provider.call(aCall(STREAM)));
      expect(ports.size).toBe(1);
    });

    it.each([0, 1, 3])('is cancelled upstream when its reader leaves after %i chunks', async (count) => {
      const provider = await providerOf({
        'POST /api/chat': (response) => {
          for (let at = 0; at < 5; at++) response.write(line(BLUE));
        },
      });
      const { chunks } = (await provider.call(aCall(STREAM))) as StreamReply;
      const aborted = once(ollama, 'aborted');
      const reader = chunks[Symbol.asyncIterator]();
      for (let at = 0; at < count; at++) await reader.next();
      await reader.return?.();
      await aborted;
    });

    it('is cancelled upstream when its reader leaves while it waits', async () => {
      const provider = await providerOf({
        'POST /api/chat': (response) => void response.write(line(BLUE)),
      });
      const { chunks } = (await provider.call(aCall(STREAM))) as StreamReply;
      const aborted = once(ollama, 'aborted');
      const reader = chunks[Symbol.asyncIterator]();
      await reader.next();
      const waiting = expect(reader.next()).rejects.toMatchObject({ code: 'client_closed_request' });
      await Promise.all([reader.return?.(), waiting, aborted]);
    });

    it('is cancelled upstream when its client leaves before the first record', async () => {
      const provider = await providerOf({ 'POST /api/chat': () => undefined });
      const client = new AbortController();
      const asked = expect(provider.call(aCall(STREAM, { signal: client.signal }))).rejects.toMatchObject({
        code: 'client_closed_request',
      });
      await once(ollama, 'POST /api/chat');
      const aborted = once(ollama, 'aborted');
      client.abort();
      await Promise.all([asked, aborted]);
    });

    it('has a limit on the time to its first token, which empty records do not end', async () => {
      const timeouts = { connect: 1000, firstToken: 50, idle: 0, total: 0 };
      const script: Script = {
        'POST /api/chat': (response) => void response.write(line(aRecord({}))),
      };
      const provider = await providerOf(script, { timeouts });
      const reply = await provider.call(aCall(STREAM));
      await expect(events(reply)).rejects.toMatchObject({ code: 'upstream_timeout' });
    });

    it('counts thinking as a token', async () => {
      const timeouts = { connect: 1000, firstToken: 250, idle: 0, total: 0 };
      const script: Script = {
        'POST /api/chat': (response) => {
          response.write(line(aRecord({ thinking: 'hm' })));
          globalThis.setTimeout(() => response.end(line(aRecord({}, DONE))), 400);
        },
      };
      const provider = await providerOf(script, { timeouts });
      expect((await events(await provider.call(aCall(STREAM)))).at(-1)).toBe('data: [DONE]');
    });

    it('does not take its reader for a silent upstream', async () => {
      const timeouts = { connect: 1000, firstToken: 0, idle: 200, total: 0 };
      const script: Script = {
        'POST /api/chat': async (response) => {
          for (let at = 0; at < 20; at++) {
            response.write(line(BLUE));
            await setTimeout(10);
          }
          response.end(line(aRecord({}, DONE)));
        },
      };
      const provider = await providerOf(script, { timeouts });
      const { chunks } = (await provider.call(aCall(STREAM))) as StreamReply;
      const reader = chunks[Symbol.asyncIterator]();
      await reader.next();
      await setTimeout(400);
      let last = '';
      for (let step = await reader.next(); !step.done; step = await reader.next())
        last = step.value.toString();
      expect(last).toContain('[DONE]');
    });

    it('has a limit on silence after its first token', async () => {
      const timeouts = { connect: 1000, firstToken: 0, idle: 50, total: 0 };
      const script: Script = {
        'POST /api/chat': (response) => void response.write(line(BLUE)),
      };
      const provider = await providerOf(script, { timeouts });
      await expect(events(await provider.call(aCall(STREAM)))).rejects.toMatchObject({
        code: 'upstream_timeout',
        message: expect.stringContaining('idle'),
      });
    });
  });

  describe('a stream that is slow to begin', () => {
    const slow = (answer: (response: ServerResponse) => void) =>
      providerOf(
        { 'POST /api/chat': (response) => void globalThis.setTimeout(answer, 100, response) },
        {},
        20,
      );

    it('begins with comments, and goes on like every other', async () => {
      const provider = await slow(ndjson(BLUE, aRecord({}, DONE)));
      const lines = await events(await provider.call(aCall(STREAM)));
      const comments = lines.filter((line) => line === ': keep-alive');
      expect(comments.length).toBeGreaterThanOrEqual(2);
      expect(lines.slice(0, comments.length)).toEqual(comments);
      expect(lines.slice(comments.length)).toHaveLength(4);
      expect(lines.at(-1)).toBe('data: [DONE]');
    });

    it('fails within the stream, as it can no longer fail the call', async () => {
      const provider = await slow(json({ error: "model 'm' not found" }, 404));
      const reply = await provider.call(aCall(STREAM));
      await expect(events(reply)).rejects.toMatchObject({ code: 'model_not_found' });
    });

    it('is cancelled upstream when its reader leaves during the comments', async () => {
      const provider = await providerOf({ 'POST /api/chat': () => undefined }, {}, 20);
      const { chunks } = (await provider.call(aCall(STREAM))) as StreamReply;
      const aborted = once(ollama, 'aborted');
      for await (const chunk of chunks) {
        expect(chunk.toString()).toBe(': keep-alive\n\n');
        break;
      }
      await aborted;
    });
  });

  describe('the other endpoints', () => {
    it('completes text', async () => {
      const native = { response: 'upon', done: true, done_reason: 'stop' };
      const provider = await providerOf({ 'POST /api/generate': json(native) });
      const body = await wholeBody(provider.call(aCall({ prompt: 'Once' }, { endpoint: 'completions' })));
      expect(body['choices']).toMatchObject([{ text: 'upon', finish_reason: 'stop' }]);
    });

    it('streams text', async () => {
      const native = [
        { response: 'upon', done: false },
        { response: '', done: true },
      ];
      const provider = await providerOf({ 'POST /api/generate': ndjson(...native) });
      const call = aCall({ prompt: 'Once', stream: true }, { endpoint: 'completions' });
      const lines = await events(await provider.call(call));
      expect(lines.map((line) => /"text":"(\w*)"|\[DONE\]/.exec(line)?.[0])).toEqual([
        '"text":"upon"',
        '"text":""',
        '[DONE]',
      ]);
    });

    it('embeds', async () => {
      const provider = await providerOf({ 'POST /api/embed': json({ embeddings: [[1, 0]] }) });
      const body = await wholeBody(provider.call(aCall({ input: 'a' }, { endpoint: 'embeddings' })));
      expect(body['data']).toEqual([{ object: 'embedding', index: 0, embedding: [1, 0] }]);
    });

    it('embeds nothing without asking', async () => {
      const provider = await providerOf({});
      await provider.call(aCall({ input: [] }, { endpoint: 'embeddings' }));
      expect(ollama.seen).toEqual([]);
    });

    it('lists models and probes the version', async () => {
      const provider = await providerOf({
        'GET /api/tags': json({ models: [{ name: 'q:8b' }] }),
        'GET /api/version': json({ version: '0.33.0' }),
      });
      const { signal } = new AbortController();
      expect(await provider.listModels(signal)).toEqual([{ id: 'q:8b', created: 0, ownedBy: 'ollama' }]);
      await provider.probe(signal);
    });

    it('fails the probe of a server that is no Ollama', async () => {
      const provider = await providerOf({});
      const probe = provider.probe(new AbortController().signal);
      await expect(probe).rejects.toBeInstanceOf(DomainError);
    });
  });

  it('asks the upstream nothing for a body that cannot be translated', async () => {
    const provider = await providerOf({});
    const bodies: JsonObject[] = [{}, { ...HELLO, frobnicate: 1 }, { ...HELLO, n: 2 }];
    for (const body of bodies) await expect(provider.call(aCall(body))).rejects.toBeInstanceOf(DomainError);
    expect(ollama.seen).toEqual([]);
  });
});
