import { jest } from '@jest/globals';
import type { JsonObject } from '@app/kernel';
import type { Call } from '../upstream/link.js';
import { aCaller, aHub, aModernCaller, failed } from './fixtures/hub-under-test.js';
import { ScriptedServer } from './fixtures/scripted-server.js';

const form = { method: 'elicitation/create', params: { message: 'Who?' } };
const sample = { method: 'sampling/createMessage', params: { messages: [], maxTokens: 1 } };
const can = { elicitation: {} };
const call = (params: JsonObject = {}) => ({ method: 'tools/call', params: { name: 'old__ask', ...params } });
const bob = { id: 'bob', tools: ['*'] };

function anOldServer(ask: (call: Call) => Promise<JsonObject>, entry: JsonObject = {}): ScriptedServer {
  return new ScriptedServer('old', {}, entry).tools('ask').answers('tools/call', (_, call) => ask(call));
}

const asking = (entry: JsonObject = {}) =>
  anOldServer(async ({ ask }) => ({ content: [], got: (await ask?.(form)) ?? 'nothing' }), entry);

describe('a server that is not shared', () => {
  it('is one for each legacy session, and one for each modern client, never one for several', async () => {
    const server = anOldServer(async () => ({ content: [] }), { shared: false });
    const { hub } = aHub([server]);
    const callers = [aCaller({ session: 's1' }), aModernCaller(), aModernCaller({ principal: bob })];
    for (const caller of callers) await hub.handle(call(), caller);
    const used = (method: string) => server.asked.filter((one) => one.method === method);
    const places = used('tools/call').map(({ session }) => session);
    expect(places).toEqual(['s1', 'principal ann', 'principal bob']);
    // A list is read from the very process that the calls go to, so that no other one is started for it.
    expect(used('tools/list').map(({ session }) => session)).toEqual(places);
  });
});

describe('what a legacy client says without wanting an answer', () => {
  const notification = { method: 'notifications/roots/list_changed', params: { novel: 1 } };
  const { principal, view } = aCaller();

  it('reaches the servers of its session, as it is, and none that others use as well', async () => {
    const own = new ScriptedServer('own', {}, { shared: false });
    const all = new ScriptedServer('all');
    const hidden = new ScriptedServer('hidden', {}, { shared: false });
    const { hub, policy } = aHub([own, all, hidden]);
    policy.denied.add('ann:hidden');
    await hub.notify(notification, { principal, view, session: 's1' });
    expect(own.notified).toEqual([{ notification, session: 's1' }]);
    expect([...all.notified, ...hidden.notified]).toEqual([]);
  });

  it('reaches the others when one of them is just ending', async () => {
    const [gone, here] = ['gone', 'here'].map((id) => new ScriptedServer(id, {}, { shared: false }));
    if (gone === undefined || here === undefined) throw new Error('there are two');
    gone.notify = () => Promise.reject(new Error('it is gone'));
    await aHub([gone, here]).hub.notify(notification, { principal, view, session: 's1' });
    expect(here.notified).toHaveLength(1);
  });
});

describe('a question that its client leaves open', () => {
  const limits = { contestedMs: 20 };

  beforeEach(() => jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] }));
  afterEach(() => jest.useRealTimers());

  /** The hub waits a moment for further questions. */
  const asked = async (answer: Promise<JsonObject>) => {
    await jest.advanceTimersByTimeAsync(30);
    return answer;
  };

  const left = async (server: ScriptedServer, others = bob) => {
    const { hub } = aHub([server], limits);
    const { requestState } = await asked(hub.handle(call(), aModernCaller({ capabilities: can })));
    const other = aModernCaller({ capabilities: can, principal: others });
    await asked(hub.handle(call(), other));
    jest.advanceTimersByTime(40);
    const again = call({ requestState, inputResponses: { q1: { action: 'accept' } } });
    return hub.handle(again, aModernCaller({ capabilities: can })).catch((error: unknown) => error);
  };

  it('is given up soon after another client calls that server', async () => {
    expect(await left(asking())).toMatchObject({ code: -32602 });
  });

  it('stays for as long as nobody else could be asked in its place', async () => {
    const got = { got: { action: 'accept' } };
    expect(await left(asking(), { id: 'ann', tools: ['*'] })).toMatchObject(got);
    expect(await left(asking({ shared: false }))).toMatchObject(got);
  });

  it('is given up at once when it has been open for long already', async () => {
    const ended = Promise.withResolvers<unknown>();
    const server = anOldServer(async ({ ask, signal }) => {
      signal.addEventListener('abort', () => ended.resolve(signal.reason), { once: true });
      return (await ask?.(form)) ?? {};
    });
    const { hub } = aHub([server], limits);
    await asked(hub.handle(call(), aModernCaller({ capabilities: can })));
    jest.advanceTimersByTime(40);
    void hub.handle(call(), aModernCaller({ capabilities: can, principal: bob }));
    expect(await ended.promise).toMatchObject({ code: 'mcp_timeout' });
    hub.close();
  });
});

describe('a modern client that lacks what a server of old asks for', () => {
  const wanting = (end: (refused: unknown) => Promise<JsonObject>) =>
    anOldServer(async ({ ask, onUnanswerable }) => {
      onUnanswerable?.(sample);
      return end(await failed(ask?.(sample) ?? Promise.reject(new Error('nobody'))));
    });
  const lacking = { code: -32021, data: { requiredCapabilities: { sampling: {} } } };

  it('is told which capability, when the call fails for it', async () => {
    const { hub, records } = aHub([wanting(async () => ({ content: [], isError: true }))]);
    expect(await failed(hub.handle(call(), aModernCaller()))).toMatchObject(lacking);
    expect(await failed(hub.handle(call(), aModernCaller({ capabilities: can })))).toMatchObject(lacking);
    expect(records).toMatchObject([{ result: 'error' }, { result: 'error' }]);
  });

  it('gets the result, when the server can do without', async () => {
    const { hub } = aHub([wanting(async () => ({ content: [] }))]);
    expect(await hub.handle(call(), aModernCaller())).toEqual({ content: [] });
  });

  it('hears of it in the words of the server in the eras before', async () => {
    const { hub } = aHub([wanting(async () => ({ content: [], isError: true }))]);
    expect(await hub.handle(call(), aCaller())).toEqual({ content: [], isError: true });
  });
});
