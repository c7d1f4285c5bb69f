import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import type { PullProgress } from '../../library.js';
import { json, ndjson, ScriptedOllama, type Script } from '../scripted-ollama.js';

const NEVER = new AbortController().signal;
const DIGEST = `sha256:${'0a'.repeat(32)}`;
let server: ScriptedOllama;

afterEach(() => server.stop());

async function libraryOf(script: Script) {
  server = new ScriptedOllama(script);
  return (await server.provider()).library;
}

async function collected(progress: AsyncIterable<PullProgress>): Promise<PullProgress[]> {
  const all: PullProgress[] = [];
  for await (const one of progress) all.push(one);
  return all;
}

/** pieces answers with these bytes, each piece on its own. */
function pieces(parts: readonly Buffer[]): (response: ServerResponse) => Promise<void> {
  return async (response) => {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    for (const part of parts) {
      response.write(part);
      await turn();
    }
    response.end();
  };
}

describe('a pull', () => {
  const lines = [
    { status: 'pulling manifest é' },
    { status: 'pulling 0a0a', digest: DIGEST, total: 100 },
    { status: 'pulling 0a0a', digest: DIGEST, total: 100, completed: 40 },
    { status: 'success' },
  ];
  const bytes = Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const said = [
    { status: 'pulling manifest é' },
    { status: 'pulling 0a0a', layer: { digest: DIGEST, completed: 0, total: 100 } },
    { status: 'pulling 0a0a', layer: { digest: DIGEST, completed: 40, total: 100 } },
    { status: 'success' },
  ];

  it('is told the same wherever its bytes are cut in two', async () => {
    let cut = 1;
    const library = await libraryOf({
      'POST /api/pull': (response) => pieces([bytes.subarray(0, cut), bytes.subarray(cut)])(response),
    });
    for (; cut < bytes.length; cut++) {
      expect(await collected(library.pull('m', NEVER))).toEqual(said);
    }
  });

  it('is told the same however its bytes are cut', async () => {
    let parts: Buffer[] = [];
    const library = await libraryOf({ 'POST /api/pull': (response) => pieces(parts)(response) });
    const cuts = fc.array(fc.nat(bytes.length), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(cuts, async (places) => {
        const ends = [0, ...places.sort((one, other) => one - other), bytes.length];
        parts = ends.slice(1).map((end, at) => bytes.subarray(ends[at], end));
        expect(await collected(library.pull('m', NEVER))).toEqual(said);
      }),
      { numRuns: 30 },
    );
  });

  it.each([
    ['ends without success', [{ status: 'pulling manifest' }], 'upstream_incomplete'],
    ['ends with nothing', [], 'upstream_incomplete'],
    ['tells an error', [{ error: 'pull model manifest: file does not exist' }], 'model_not_found'],
    ['tells something else', [{ status: 'x' }, { error: 'disk full' }], 'upstream_failed'],
    ['has a line without a status', [{ total: 1 }], 'upstream_malformed'],
  ])('that %s fails', async (_what, records, code) => {
    const library = await libraryOf({ 'POST /api/pull': ndjson(...records) });
    await expect(collected(library.pull('m', NEVER))).rejects.toMatchObject({ code });
  });

  it('with a line that never ends is refused', async () => {
    const library = await libraryOf({ 'POST /api/pull': ndjson({ status: 'x'.repeat(70_000) }) });
    await expect(collected(library.pull('m', NEVER))).rejects.toMatchObject({ code: 'upstream_malformed' });
  });

  it('that is left, or cancelled before a byte has come, is broken off upstream', async () => {
    const hang = (response: ServerResponse) => {
      response.writeHead(200);
      response.write('{"status":"pulling manifest"}\n');
    };
    let silent = false;
    const library = await libraryOf({
      'POST /api/pull': (response) => (silent ? undefined : hang(response)),
    });
    for await (const progress of library.pull('m', NEVER)) {
      expect(progress.status).toBe('pulling manifest');
      break;
    }
    await once(server, 'aborted');
    silent = true;
    const leaving = new AbortController();
    const asked = once(server, 'POST /api/pull');
    const pulling = collected(library.pull('m', leaving.signal));
    await asked;
    leaving.abort();
    await expect(pulling).rejects.toMatchObject({ code: 'client_closed_request' });
    await once(server, 'aborted');
  });
});

describe('the inventory', () => {
  const details = { family: 'qwen3', parameter_size: '8.2B', quantization_level: 'Q4_K_M' };
  const tag = { name: 'a:1b', size: 10, digest: 'd', modified_at: '2026-11-02T08:15:30Z', details };

  it('joins what is on the disk with what is in memory', async () => {
    const held = { name: 'a:1b', size_vram: 5, context_length: 4096, expires_at: '2026-11-02T09:00:00Z' };
    const library = await libraryOf({
      'GET /api/tags': json({ models: [tag, { name: 'b:1b' }] }),
      'GET /api/ps': json({ models: [held] }),
    });
    const modifiedAt = Date.parse(tag.modified_at);
    const loaded = { vramBytes: 5, contextLength: 4096, until: Date.parse(held.expires_at) };
    expect(await library.inventory(NEVER)).toEqual([
      {
        id: 'a:1b',
        sizeBytes: 10,
        digest: 'd',
        modifiedAt,
        family: 'qwen3',
        parameterSize: '8.2B',
        quantization: 'Q4_K_M',
        loaded,
      },
      { id: 'b:1b' },
    ]);
  });

  it('takes no model for loaded for ever until a date, and none at all for a list', async () => {
    const held = { name: 'a:1b', expires_at: '2318-01-01T00:00:00Z' };
    const library = await libraryOf({
      'GET /api/tags': json({ models: [{ name: 'a:1b' }] }),
      'GET /api/ps': json({ models: [held] }),
    });
    expect(await library.inventory(NEVER)).toEqual([{ id: 'a:1b', loaded: { vramBytes: 0 } }]);
    await server.stop();
    const empty = await libraryOf({
      'GET /api/tags': json({ models: null }),
      'GET /api/ps': json({ models: null }),
    });
    expect(await empty.inventory(NEVER)).toEqual([]);
  });
});

describe('a change', () => {
  it('deletes by name, and says when there is no such model', async () => {
    const library = await libraryOf({
      'DELETE /api/delete': (response, { model }) =>
        model === 'a:1b' ? response.end() : json({ error: "model 'b:1b' not found" }, 404)(response),
    });
    await library.delete('a:1b', NEVER);
    expect(server.bodies('DELETE /api/delete')).toEqual([{ model: 'a:1b' }]);
    await expect(library.delete('b:1b', NEVER)).rejects.toMatchObject({ code: 'model_not_found' });
  });

  it('loads with the window and the time that calls ask for, by the route that the model serves', async () => {
    server = new ScriptedOllama({ 'POST /api/generate': json({ done: true }), 'POST /api/embed': json({}) });
    const { library } = await server.provider({ numCtx: 8192, keepAlive: '30m' });
    await library.load({ id: 'a:1b', capabilities: ['completion'] }, NEVER);
    await library.load({ id: 'e:1b', capabilities: ['embedding'] }, NEVER);
    expect(server.bodies('POST /api/generate')).toEqual([
      { model: 'a:1b', prompt: '', stream: false, options: { num_ctx: 8192 }, keep_alive: '30m' },
    ]);
    expect(server.bodies('POST /api/embed')).toEqual([
      { model: 'e:1b', input: [], options: { num_ctx: 8192 }, keep_alive: '30m' },
    ]);
  });

  it('unloads by keeping it no longer', async () => {
    const library = await libraryOf({ 'POST /api/generate': json({ done: true }) });
    await library.unload('a:1b', NEVER);
    expect(server.bodies('POST /api/generate')).toEqual([{ model: 'a:1b', keep_alive: 0, stream: false }]);
  });
});

it.each([
  ['qwen3', 'qwen3:latest'],
  ['qwen3:8b', 'qwen3:8b'],
  ['registry.example:5000/org/name', 'registry.example:5000/org/name:latest'],
])('%s is listed as %s', async (given, listed) => {
  const library = await libraryOf({});
  expect(library.nameOf(given)).toBe(listed);
});
