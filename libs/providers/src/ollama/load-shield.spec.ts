import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { JsonObject } from '@app/kernel';
import { aCall, aRecord, DONE, events, json, ScriptedOllama, type Script } from './scripted-ollama.js';

const HELLO = { messages: [{ role: 'user', content: 'hello' }] };
const COLD: Script = { 'GET /api/ps': json({ models: [] }) };
const LOADED = aRecord({}, { done: true, done_reason: 'load' });
const ANSWER = json(aRecord({ content: 'Blue' }, DONE));

const isLoad = (body: JsonObject) => Array.isArray(body['messages']) && body['messages'].length === 0;

describe('a model that is not loaded', () => {
  let ollama: ScriptedOllama;
  afterEach(() => ollama.stop());

  /** A server whose loads end when the test says so: each emits `load` with its response. */
  function coldOllama(script: Script = {}): ScriptedOllama {
    const chat = (response: ServerResponse, body: JsonObject): void => {
      if (isLoad(body)) ollama.emit('load', response);
      else ANSWER(response);
    };
    ollama = new ScriptedOllama({ ...COLD, 'POST /api/chat': chat, ...script });
    return ollama;
  }

  const nextLoad = async () => ((await once(ollama, 'load')) as [ServerResponse])[0];
  const loads = () => ollama.bodies('POST /api/chat').filter(isLoad);

  it('is loaded once for all who wait, and the one who leaves ends it for nobody else', async () => {
    const provider = await coldOllama().provider();
    const leaver = new AbortController();
    const loading = nextLoad();
    const first = provider.call(aCall(HELLO, { signal: leaver.signal }));
    const left = expect(first).rejects.toMatchObject({ code: 'client_closed_request' });
    const load = await loading;
    const second = provider.call(aCall(HELLO));
    leaver.abort();
    await left;
    expect(load.destroyed).toBe(false);
    json(LOADED)(load);
    expect(await second).toMatchObject({ kind: 'whole' });
    expect(loads()).toHaveLength(1);
    expect(ollama.bodies('POST /api/chat')).toHaveLength(2);
  });

  it('goes on loading when everybody has left', async () => {
    const provider = await coldOllama().provider();
    const leaver = new AbortController();
    const loading = nextLoad();
    const first = provider.call(aCall(HELLO, { signal: leaver.signal }));
    const left = expect(first).rejects.toMatchObject({ code: 'client_closed_request' });
    const load = await loading;
    leaver.abort();
    await left;
    const second = provider.call(aCall(HELLO));
    json(LOADED)(load);
    await second;
    expect(loads()).toHaveLength(1);
  });

  it('fails for each who waits when its load fails, and is tried again for the next', async () => {
    const provider = await coldOllama().provider();
    const loading = nextLoad();
    const waiting = [provider.call(aCall(HELLO)), provider.call(aCall({ ...HELLO, stream: true }))];
    const failed = waiting.map((call) => expect(call).rejects.toMatchObject({ code: 'upstream_failed' }));
    json({ error: 'llama-server process has terminated: signal: killed' }, 500)(await loading);
    await Promise.all(failed);
    const again = nextLoad();
    const third = provider.call(aCall(HELLO));
    json(LOADED)(await again);
    await third;
  });

  it('is remembered for a while as loaded', async () => {
    const provider = await coldOllama().provider();
    const loading = nextLoad();
    const first = provider.call(aCall(HELLO));
    json(LOADED)(await loading);
    await first;
    await provider.call(aCall(HELLO, { model: 'M:latest' }));
    expect(loads()).toHaveLength(1);
    expect(ollama.bodies('GET /api/ps')).toHaveLength(1);
  });

  it('is not remembered when the call had it unloaded', async () => {
    const provider = await coldOllama({
      'GET /api/ps': json({ models: [{ model: 'm:latest' }] }),
    }).provider();
    await provider.call(aCall({ ...HELLO, keep_alive: 0 }));
    await provider.call(aCall(HELLO));
    expect(ollama.bodies('GET /api/ps')).toHaveLength(2);
  });

  it.each<[string, JsonObject, number]>([
    ['with the same window', { num_ctx: 8192 }, 0],
    ['with no window named', {}, 0],
    ['with another window', { num_ctx: 4096 }, 1],
    ['with options that Ollama does not show', { num_ctx: 8192, options: { num_gpu: 1 } }, 1],
  ])('is told from one that runs %s', async (_what, body, expected) => {
    const running = { models: [{ name: 'm:latest', model: 'm:latest', context_length: 8192 }] };
    const provider = await coldOllama({ 'GET /api/ps': json(running) }).provider();
    ollama.on('load', json(LOADED));
    await provider.call(aCall({ ...HELLO, ...body }));
    expect(loads()).toHaveLength(expected);
  });

  it('is loaded with the window that the call will bring', async () => {
    const provider = await coldOllama().provider({ numCtx: 16384 });
    ollama.on('load', json(LOADED));
    await provider.call(aCall(HELLO));
    expect(loads()).toEqual([{ model: 'm', messages: [], stream: false, options: { num_ctx: 16384 } }]);
  });

  it('keeps a streaming client company while it loads', async () => {
    const provider = await coldOllama({
      'POST /api/chat': (response, body) => {
        if (isLoad(body)) setTimeout(json(LOADED), 60, response);
        else response.end(`${JSON.stringify(aRecord({ content: 'Blue' }, DONE))}\n`);
      },
    }).provider({}, 10);
    const lines = await events(await provider.call(aCall({ ...HELLO, stream: true })));
    expect(lines[0]).toBe(': keep-alive');
    expect(lines.at(-1)).toBe('data: [DONE]');
  });

  it('does not count its loading against the first token', async () => {
    const timeouts = { connect: 1000, firstToken: 250, idle: 0, total: 0 };
    const provider = await coldOllama({
      'POST /api/chat': (response, body) => {
        if (isLoad(body)) setTimeout(json(LOADED), 400, response);
        else response.end(`${JSON.stringify(aRecord({ content: 'Blue' }, DONE))}\n`);
      },
    }).provider({ timeouts });
    expect(await provider.call(aCall({ ...HELLO, stream: true }))).toMatchObject({ kind: 'stream' });
  });

  it('is seen while it loads, and its load is timed, by whatever name it was called', async () => {
    const provider = await coldOllama().provider();
    const loading = nextLoad();
    const call = provider.call(aCall(HELLO));
    const load = await loading;
    expect(provider.library.loadTimes('m:latest')).toMatchObject({ since: expect.any(Number), took: [] });
    json(LOADED)(load);
    await call;
    expect(provider.library.loadTimes('m')).toMatchObject({ since: undefined, took: [expect.any(Number)] });
  });

  it('is not timed when it was there, as there may have been nothing to do', async () => {
    const running = { models: [{ name: 'm:latest', model: 'm:latest', context_length: 8192 }] };
    const provider = await coldOllama({ 'GET /api/ps': json(running) }).provider();
    ollama.on('load', json(LOADED));
    await provider.call(aCall({ ...HELLO, options: { num_gpu: 1 } }));
    expect(loads()).toHaveLength(1);
    expect(provider.library.loadTimes('m').took).toEqual([]);
  });

  it('has a limit on its loading', async () => {
    const timeouts = { connect: 1000, firstToken: 0, idle: 0, total: 50 };
    const provider = await coldOllama().provider({ timeouts });
    await expect(provider.call(aCall(HELLO))).rejects.toMatchObject({ code: 'upstream_timeout' });
  });

  it('stops loading when the provider closes', async () => {
    const provider = await coldOllama().provider();
    const loading = nextLoad();
    const call = provider.call(aCall(HELLO));
    const failed = expect(call).rejects.toMatchObject({ code: 'upstream_unreachable' });
    await loading;
    const aborted = once(ollama, 'aborted');
    await Promise.all([provider.close(), failed, aborted]);
  });

  it.each<[string, string, JsonObject, JsonObject, unknown]>([
    [
      'completions',
      'POST /api/generate',
      { prompt: 'Once' },
      { model: 'm', prompt: '', stream: false },
      { response: '', done: true },
    ],
    ['embeddings', 'POST /api/embed', { input: 'a' }, { model: 'm', input: [] }, { embeddings: [[1]] }],
  ])('is loaded for %s by way of its own route', async (endpoint, route, body, load, answer) => {
    const provider = await coldOllama({ [route]: json(answer) }).provider();
    await provider.call(aCall(body, { endpoint: endpoint as 'completions' | 'embeddings' }));
    expect(ollama.bodies(route)[0]).toEqual(load);
    expect(ollama.bodies(route)).toHaveLength(2);
  });
});

describe('no load is sent', () => {
  let ollama: ScriptedOllama;
  afterEach(() => ollama.stop());

  it.each(['big:cloud', 'big:120b-cloud'])('for %s, which runs elsewhere', async (model) => {
    ollama = new ScriptedOllama({ ...COLD, 'POST /api/chat': ANSWER });
    const provider = await ollama.provider();
    await provider.call(aCall(HELLO, { model }));
    expect(ollama.seen).toHaveLength(1);
  });

  it.each([404, 500])('to an upstream that answers %i when asked what is loaded', async (status) => {
    ollama = new ScriptedOllama({ 'GET /api/ps': json({}, status), 'POST /api/chat': ANSWER });
    const provider = await ollama.provider();
    expect(await provider.call(aCall(HELLO))).toMatchObject({ kind: 'whole' });
    expect(ollama.bodies('POST /api/chat').filter(isLoad)).toEqual([]);
  });
});
