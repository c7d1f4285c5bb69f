import type { JsonObject } from '@app/kernel';
import type { McpNotification, McpRequest } from '../wire/messages.js';
import { aCall, linkedTo, outcome, tool } from './fixtures/scripted-link-bed.js';
import { ScriptedServer } from './fixtures/scripted-server.js';
import type { Call } from './link.js';

describe('a question of a legacy server', () => {
  const ask = (answer: string) => () => Promise.resolve({ answer });

  async function questioned(
    calls: readonly Partial<Call>[],
    exclusive = false,
    method = 'sampling/createMessage',
  ) {
    const { link, server } = await linkedTo(new ScriptedServer(), exclusive);
    for (const call of calls) void outcome(link.request(tool('t'), aCall(call)));
    if (calls.length > 0) await server.received('tools/call', calls.length - 1);
    const before = server.sent.length;
    server.say({ id: 0, method, params: { prompt: 'p' } });
    await new Promise((resolve) => setImmediate(resolve));
    const answer = server.sent[before];
    await link.close();
    return answer;
  }

  it('goes to the client of the one call that runs, and back with its id', async () => {
    expect(await questioned([{ ask: ask('mine') }])).toMatchObject({ id: 0, result: { answer: 'mine' } });
  });

  it.each([
    ['no call runs', []],
    ['two calls run', [{ ask: ask('a') }, { ask: ask('b') }]],
    ['two calls run of which one can answer', [{ ask: ask('a') }, {}]],
    ['the client can answer nothing', [{}]],
    ['the client lacks the capability', [{ ask: ask('a'), capabilities: { roots: {} } }]],
  ])('is refused when %s', async (_, calls) => {
    const answer = await questioned(calls);
    expect(answer).toMatchObject({ id: 0, error: { code: expect.any(Number), message: expect.any(String) } });
    expect(answer?.result).toBeUndefined();
  });

  it('goes to the client of the link when all calls are of that client', async () => {
    const answer = await questioned([{}, { ask: ask('mine') }], true);
    expect(answer).toMatchObject({ result: { answer: 'mine' } });
  });

  describe('while another call waits for its client’s answer', () => {
    /** Two calls of these clients run, and the first waits for its client; then the server asks something else. */
    async function askedSecond(owners: readonly [string | undefined, string | undefined], exclusive = false) {
      const { link, server } = await linkedTo(new ScriptedServer(), exclusive);
      const [first, second] = owners;
      const away = () => new Promise<JsonObject>(() => undefined);
      void outcome(link.request(tool('t'), aCall({ ask: away, owner: first })));
      await server.received('tools/call', 0);
      server.say({ id: 'one', method: 'sampling/createMessage', params: {} });
      void outcome(link.request(tool('t'), aCall({ ask: ask('second'), owner: second })));
      await server.received('tools/call', 1);
      server.say({ id: 'two', method: 'sampling/createMessage', params: {} });
      await new Promise((resolve) => setImmediate(resolve));
      await link.close();
      return server.sent.find(({ id }) => id === 'two');
    }

    it('goes to the call that does not, when both are of one client', async () => {
      expect(await askedSecond(['ann', 'ann'])).toMatchObject({ result: { answer: 'second' } });
      expect(await askedSecond([undefined, undefined], true)).toMatchObject({ result: { answer: 'second' } });
    });

    it('is refused when the clients are not known to be one: it may be the first one’s', async () => {
      expect(await askedSecond(['ann', 'bob'])).toHaveProperty('error');
      expect(await askedSecond([undefined, undefined])).toHaveProperty('error');
    });
  });

  describe('soon after a call was given up, which it may still be about', () => {
    async function askedAfter(owners: readonly [string, string], exclusive = false) {
      const { link, server } = await linkedTo(new ScriptedServer(), exclusive);
      const gone = new AbortController();
      const [first, second] = owners;
      const leaving = outcome(link.request(tool('t'), aCall({ owner: first, signal: gone.signal })));
      await server.received('tools/call', 0);
      gone.abort();
      await leaving;
      void outcome(link.request(tool('t'), aCall({ ask: ask('second'), owner: second })));
      await server.received('tools/call', 1);
      const before = server.sent.length;
      server.say({ id: 0, method: 'sampling/createMessage', params: {} });
      await new Promise((resolve) => setImmediate(resolve));
      await link.close();
      return server.sent[before];
    }

    it('is refused when the call that runs is another client’s', async () => {
      const answer = await askedAfter(['ann', 'bob']);
      expect(answer).toMatchObject({ id: 0, error: { code: expect.any(Number) } });
      expect(answer?.result).toBeUndefined();
    });

    it('goes to the call that runs when both are of one client', async () => {
      const answers = [await askedAfter(['ann', 'ann']), await askedAfter(['ann', 'bob'], true)];
      expect(answers).toMatchObject([{ result: { answer: 'second' } }, { result: { answer: 'second' } }]);
    });
  });

  it('that no client knows is refused; a ping is answered', async () => {
    expect(await questioned([{ ask: ask('a') }], false, 'novel/method')).toMatchObject({
      error: { code: -32601 },
    });
    expect(await questioned([], false, 'ping')).toMatchObject({ id: 0, result: {} });
  });

  it('is not for servers of the modern era', async () => {
    const { link, server } = await linkedTo(new ScriptedServer('modern'));
    const asked: unknown[] = [];
    const call = link.request(tool('t'), aCall({ ask: async (request) => (asked.push(request), {}) }));
    const request = await server.received('tools/call');
    server.say({ id: 1, method: 'sampling/createMessage', params: {} });
    server.answer(request, { done: true });
    expect(await call).toEqual({ done: true });
    expect(asked).toEqual([]);
    expect(server.sent).toHaveLength(1);
  });
});

describe('a server that wants input (modern era)', () => {
  const wants = (state: string): JsonObject => ({
    resultType: 'input_required',
    inputRequests: { name: { method: 'elicitation/create', params: { message: 'who?' } } },
    requestState: state,
  });

  it('is handed on to a client that knows how', async () => {
    const { link, server } = await linkedTo(new ScriptedServer('modern'));
    server.answers = () => ({ ...wants('s'), novel: 1 });
    expect(await link.request(tool('t'), aCall({ takesInputRequired: true }))).toEqual({
      ...wants('s'),
      novel: 1,
    });
  });

  it('gets the answers of any other client, round by round, with its own state', async () => {
    const { link, server } = await linkedTo(new ScriptedServer('modern'));
    server.answers = () =>
      server.sent.length < 3 ? wants(`state ${server.sent.length}`) : { resultType: 'complete', done: true };
    const ask = ({ method, params }: McpRequest): Promise<JsonObject> =>
      Promise.resolve({ method, ...params });
    expect(await link.request(tool('t'), aCall({ ask }))).toMatchObject({ done: true });
    const [first, second, third] = server.sent;
    const inputResponses = { name: { method: 'elicitation/create', message: 'who?' } };
    expect(second?.params).toMatchObject({ name: 't', inputResponses, requestState: 'state 1' });
    expect(third?.params).toMatchObject({ name: 't', inputResponses, requestState: 'state 2' });
    expect(new Set([first?.id, second?.id, third?.id]).size).toBe(3);
  });

  it('is given up after ten rounds, and at once when nobody can answer', async () => {
    const { link, server } = await linkedTo(new ScriptedServer('modern'));
    server.answers = () => wants('again');
    const ask = () => Promise.resolve({});
    expect(await outcome(link.request(tool('t'), aCall({ ask })))).toMatchObject({
      message: expect.stringContaining('10 times'),
    });
    expect(server.sent).toHaveLength(11);
    expect(await outcome(link.request(tool('t'), aCall()))).toMatchObject({
      message: expect.stringContaining('elicitation/create'),
    });
  });

  it('is told what the client of each call can do', async () => {
    const { link, server } = await linkedTo(new ScriptedServer('modern'));
    server.answers = () => ({ resultType: 'complete' });
    await link.request(tool('t'), aCall({ capabilities: { roots: {} } }));
    await link.request(tool('t'), aCall());
    const told = server.sent.map(({ params }) => (params as { _meta: JsonObject })['_meta']);
    const key = 'io.modelcontextprotocol/clientCapabilities';
    expect(told[0]?.[key]).toEqual({ roots: {} });
    expect(told[1]?.[key]).toMatchObject({ sampling: {} });
    expect(told[1]?.['io.modelcontextprotocol/protocolVersion']).toBe('2026-07-28');
  });
});

describe('what a server says by itself', () => {
  const log = { method: 'notifications/message', params: { level: 'info', data: 'x' } };
  const changed = { method: 'notifications/tools/list_changed', params: {} };

  it('belongs to the one call that runs, unless it concerns everybody', async () => {
    const { link, server, heard } = await linkedTo();
    const within: McpNotification[] = [];
    const call = link.request(tool('t'), aCall({ onMessage: (message) => within.push(message) }));
    const request = await server.received('tools/call');
    server.say(log);
    server.say(changed);
    server.answer(request, {});
    await call;
    expect(within).toEqual([log]);
    expect(heard).toEqual([changed]);
  });

  it('belongs to no call when several run', async () => {
    const { link, server, heard } = await linkedTo();
    const within: McpNotification[] = [];
    const onMessage = (message: McpNotification) => void within.push(message);
    const calls = ['a', 'b'].map((name) => link.request(tool(name), aCall({ onMessage })));
    await server.received('tools/call', 1);
    server.say(log);
    for (const request of server.sent) server.answer(request, {});
    await Promise.all(calls);
    expect(within).toEqual([]);
    expect(heard).toEqual([log]);
  });
});

describe('the subscriptions of a modern server', () => {
  const face = { capabilities: { tools: { listChanged: true }, resources: { subscribe: true } } };
  const listens = (server: ScriptedServer) =>
    server.sent.filter(({ method }) => method === 'subscriptions/listen');
  const acknowledge = (server: ScriptedServer, at: number) => {
    const id = String(listens(server)[at]?.id);
    const meta = { 'io.modelcontextprotocol/subscriptionId': id };
    server.say({
      method: 'notifications/subscriptions/acknowledged',
      params: { _meta: meta, notifications: {} },
    });
    return meta;
  };

  it('are open for what the server says that it tells of', async () => {
    const { server, heard } = await linkedTo(new ScriptedServer('modern', false, face));
    const { params } = await server.received('subscriptions/listen');
    expect(params).toMatchObject({ notifications: { toolsListChanged: true } });
    const meta = acknowledge(server, 0);
    server.say({ method: 'notifications/tools/list_changed', params: { _meta: meta } });
    expect(heard).toMatchObject([{ method: 'notifications/tools/list_changed' }]);
  });

  it('take the requests of the legacy era', async () => {
    const { link, server } = await linkedTo(new ScriptedServer('modern', false, face));
    await server.received('subscriptions/listen');
    acknowledge(server, 0);
    const subscribed = link.request({ method: 'resources/subscribe', params: { uri: 'file:///x' } }, aCall());
    const { params } = await server.received('subscriptions/listen', 1);
    expect(params).toMatchObject({ notifications: { resourceSubscriptions: ['file:///x'] } });
    acknowledge(server, 1);
    expect(await subscribed).toEqual({});
    expect((await server.received('notifications/cancelled')).params).toMatchObject({
      requestId: listens(server)[0]?.id,
    });
    expect(server.sent.some(({ method }) => method === 'resources/subscribe')).toBe(false);
    await link.close();
  });
});
