import { readFile, writeFile } from 'node:fs/promises';
import type { JsonObject } from '@app/kernel';
import type { HubEvent, McpRequest } from '@app/mcp';
import { aClient, askingServer, HubBed, realServers } from '../mcp/hub-bed.ts';
import { until } from './until.ts';

const bed = new HubBed();
const eras = ['legacy', 'modern'] as const;
const call = (name: string, params: JsonObject = {}): McpRequest => ({
  method: 'tools/call',
  params: { name, arguments: {}, ...params },
});
const namesOf = (result: JsonObject, member: string, key = 'name'): unknown[] =>
  (result[member] as JsonObject[]).map((item) => item[key]);
const textOf = (result: JsonObject): string =>
  (result['content'] as { text: string }[]).map(({ text }) => text)[0] ?? '';
const answer = { action: 'accept', content: { name: 'Ann' } };

beforeEach(() => bed.begin());
afterEach(async () => {
  expect(await bed.end()).toEqual([]);
});

describe.each(eras)('three real servers behind one hub, for a %s client', (era) => {
  it('have their tools, resources and prompts side by side', async () => {
    const hub = bed.serve(realServers(bed.folder));
    const tools = namesOf(await hub.handle({ method: 'tools/list' }, aClient(era)), 'tools');
    expect(tools).toEqual(
      expect.arrayContaining(['everything__echo', 'fs__read_text_file', 'memory__create_entities']),
    );
    expect(new Set(tools).size).toBe(tools.length);
    expect(tools.every((name) => /^[A-Za-z0-9_-]{1,64}$/.test(String(name)))).toBe(true);
    const resources = await hub.handle({ method: 'resources/list' }, aClient(era));
    expect(namesOf(resources, 'resources', 'uri')).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^mcp\+everything:demo:/),
        expect.stringMatching(/^mcp\+memory:/),
      ]),
    );
    const prompts = namesOf(await hub.handle({ method: 'prompts/list' }, aClient(era)), 'prompts');
    expect(prompts).toContain('everything__simple-prompt');
    expect(bed.notices).toEqual([]);
  });

  it('answer calls, reads and completions', async () => {
    const hub = bed.serve(realServers(bed.folder));
    await writeFile(bed.file('note.txt'), 'Grüße');
    const path = bed.file('note.txt');
    const [echo, read, structured] = await Promise.all([
      hub.handle(call('everything__echo', { arguments: { message: 'hi' } }), aClient(era)),
      hub.handle(call('fs__read_text_file', { arguments: { path } }), aClient(era)),
      hub.handle(call('memory__read_graph'), aClient(era)),
    ]);
    expect(textOf(echo)).toBe('Echo: hi');
    expect(textOf(read)).toBe('Grüße');
    expect(structured['structuredContent']).toEqual({ entities: [], relations: [] });
    expect(bed.records.map(({ server, result }) => `${server} ${result}`).sort()).toEqual([
      'everything ok',
      'fs ok',
      'memory ok',
    ]);
    const ref = { type: 'ref/prompt', name: 'everything__completable-prompt' };
    const completion = { ref, argument: { name: 'department', value: 'Eng' } };
    const completed = await hub.handle({ method: 'completion/complete', params: completion }, aClient(era));
    expect(completed).toMatchObject({ completion: { values: ['Engineering'] } });
  });

  it('lead from a link in a result to the resource', async () => {
    const hub = bed.serve(realServers(bed.folder));
    const links = await hub.handle(
      call('everything__get-resource-links', { arguments: { count: 2 } }),
      aClient(era),
    );
    const uris = (links['content'] as JsonObject[]).flatMap(({ type, uri }) =>
      type === 'resource_link' ? [uri] : [],
    );
    expect(uris).toHaveLength(2);
    for (const uri of uris) {
      const { contents } = await hub.handle({ method: 'resources/read', params: { uri } }, aClient(era));
      expect((contents as JsonObject[])[0]?.['uri']).toBe(uri);
    }
  });

  it('report progress under the token of the client', async () => {
    const hub = bed.serve({ everything: realServers(bed.folder).everything });
    const client = aClient(era);
    const params = { arguments: { duration: 0.3, steps: 3 }, _meta: { progressToken: 0 } };
    await hub.handle(call('everything__trigger-long-running-operation', params), client);
    expect(client.heard.map(({ params }) => params)).toEqual(
      [1, 2, 3].map((progress) => ({ progress, total: 3, progressToken: 0 })),
    );
  });

  it.each(eras)('are told of a cancellation, a %s one too', async (serverEra) => {
    const hub = bed.serve({ asking: askingServer(serverEra, bed.file('cancelled')) });
    const gone = new AbortController();
    const started = Promise.withResolvers<void>();
    const params = { _meta: { 'io.modelcontextprotocol/logLevel': 'debug' } };
    const client = aClient(era, { signal: gone.signal, notify: () => started.resolve() });
    if (era === 'legacy')
      await hub.handle({ method: 'logging/setLevel', params: { level: 'debug' } }, client);
    const waiting = hub.handle(call('asking__wait', params), client).catch((error: unknown) => error);
    await started.promise;
    gone.abort();
    expect(await waiting).toMatchObject({ data: { code: 'mcp_cancelled' } });
    const written = await until(
      () => readFile(bed.file('cancelled'), 'utf8').catch(() => ''),
      (text) => text !== '',
    );
    expect(written).toBe('cancelled');
    expect(bed.records).toMatchObject([{ result: 'cancelled' }]);
  });
});

describe.each(eras)('a question of a %s server', (serverEra) => {
  const tools = [
    { tool: 'ask', method: 'elicitation/create', reply: answer, key: 'who' },
    {
      tool: 'sample',
      method: 'sampling/createMessage',
      reply: { role: 'assistant', content: { type: 'text', text: 'hi' }, model: 'm' },
      key: 'said',
    },
  ];

  it.each(tools)('reaches a legacy client within its call: $method', async ({ tool, method, reply, key }) => {
    const hub = bed.serve({ asking: askingServer(serverEra) });
    const asked: string[] = [];
    const ask = async (request: McpRequest) => {
      asked.push(request.method);
      return reply;
    };
    const result = await hub.handle(call(`asking__${tool}`), aClient('legacy', { ask }));
    expect(JSON.parse(textOf(result))).toMatchObject({ [key]: reply });
    expect(asked).toEqual([method]);
  });

  it.each(tools)('reaches a modern client as a result: $method', async ({ tool, method, reply, key }) => {
    const hub = bed.serve({ asking: askingServer(serverEra) });
    const first = await hub.handle(call(`asking__${tool}`), aClient('modern'));
    expect(first['resultType']).toBe('input_required');
    const [[id, question] = []] = Object.entries(first['inputRequests'] as JsonObject);
    expect(question).toMatchObject({ method });
    const { requestState } = first;
    const retry = call(`asking__${tool}`, { inputResponses: { [String(id)]: reply }, requestState });
    const second = await hub.handle(retry, aClient('modern'));
    expect(JSON.parse(textOf(second))).toMatchObject({ [key]: reply });
  });

  it('is not put to a client that cannot answer', async () => {
    const hub = bed.serve({ asking: askingServer(serverEra) });
    for (const era of eras) {
      const client = aClient(era, { capabilities: {}, ask: async () => answer });
      const result = await hub.handle(call('asking__ask'), client).catch((error: unknown) => error);
      expect(JSON.stringify(result)).not.toContain('Ann');
      expect(result).not.toMatchObject({ resultType: 'input_required' });
    }
  });
});

it('gives the state of a modern server back to it byte for byte', async () => {
  const hub = bed.serve({ asking: askingServer('modern') });
  const { requestState } = await hub.handle(call('asking__ask'), aClient('modern'));
  expect(requestState).not.toContain('state');
  const retry = call('asking__ask', { inputResponses: { who: answer }, requestState });
  expect(JSON.parse(textOf(await hub.handle(retry, aClient('modern'))))).toEqual({
    who: answer,
    state: 'a state, "é" and all',
  });
});

it('lets server-everything ask a modern client, and goes on with the same call', async () => {
  const hub = bed.serve({ everything: realServers(bed.folder).everything });
  const name = 'everything__trigger-elicitation-request';
  const { inputRequests, requestState } = await hub.handle(call(name), aClient('modern'));
  expect(inputRequests).toMatchObject({ q1: { method: 'elicitation/create' } });
  const retry = call(name, { inputResponses: { q1: answer }, requestState });
  expect(JSON.stringify(await hub.handle(retry, aClient('modern')))).toContain('- Name: Ann');
  expect(bed.records).toHaveLength(1);
});

it.each(eras)('tells of a tool that a %s server has got, and of nothing else', async (serverEra) => {
  const hub = bed.serve({ asking: askingServer(serverEra) });
  const client = aClient('legacy');
  await hub.handle({ method: 'tools/list' }, client);
  const events: HubEvent[] = [];
  hub.subscribe(client.view, client.principal, (event) => void events.push(event), client.session);
  await hub.handle(call('asking__grow'), client);
  await until(
    async () => events,
    ({ length }) => length > 0,
  );
  expect(events).toEqual([{ type: 'tools_changed', server: 'asking' }]);
  expect(namesOf(await hub.handle({ method: 'tools/list' }, client), 'tools')).toContain('asking__grown');
});

it('shows the lists without a server that cannot be started', async () => {
  const hub = bed.serve({
    broken: { command: '/nonexistent/server' },
    memory: realServers(bed.folder).memory,
  });
  const result = await hub.handle({ method: 'tools/list' }, aClient('modern'));
  expect(namesOf(result, 'tools')).toContain('memory__read_graph');
  expect(result['_meta']).toEqual({ 'switchyard/unavailable': ['broken'] });
});

it('tells a session of updates to what it subscribed to', async () => {
  const hub = bed.serve({ everything: realServers(bed.folder).everything });
  const client = aClient('legacy');
  const events: HubEvent[] = [];
  hub.subscribe(client.view, client.principal, (event) => void events.push(event), client.session);
  const uri = 'mcp+everything:demo://resource/dynamic/text/1';
  await hub.handle({ method: 'resources/subscribe', params: { uri } }, client);
  await hub.handle(call('everything__toggle-subscriber-updates'), client);
  const updates = async () => events.filter(({ type }) => type === 'resource_updated');
  const [update] = await until(updates, ({ length }) => length > 0);
  expect(update).toEqual({ type: 'resource_updated', server: 'everything', uri, params: { uri } });
  await hub.endSession('s1');
});
