import type { CancelSignal, JsonObject } from '@app/kernel';
import type { Call } from '../upstream/link.js';
import { aCaller, aHub, aModernCaller, failed } from './fixtures/hub-under-test.js';
import { textOf } from './known-list.js';
import { ScriptedServer } from './fixtures/scripted-server.js';

const can = { elicitation: {}, sampling: {} };
const form = {
  method: 'elicitation/create',
  params: { message: 'Who?', requestedSchema: { type: 'object' } },
};
const sample = { method: 'sampling/createMessage', params: { messages: [], maxTokens: 1 } };
const call = (params: JsonObject = {}) => ({ method: 'tools/call', params: { name: 'old__ask', ...params } });

function anOldServer(ask: (call: Call) => Promise<JsonObject>): ScriptedServer {
  return new ScriptedServer('old').tools('ask', 'other').answers('tools/call', (_, call) => ask(call));
}

const asking = () => anOldServer(async ({ ask }) => ({ content: [], got: (await ask?.(form)) ?? 'nothing' }));

describe('a modern client and a server of old', () => {
  it('meet: the question is a result, and the answer resumes the very same call', async () => {
    const server = asking();
    const { hub, records, policy } = aHub([server]);
    const caller = aModernCaller({ capabilities: can });
    const first = await hub.handle(call({ arguments: { a: 1 } }), caller);
    expect(first).toMatchObject({ resultType: 'input_required', inputRequests: { q1: form } });
    expect(records).toEqual([]);
    const { requestState } = first;
    const answer = { action: 'accept', content: { name: 'Ann' } };
    const again = call({ arguments: { a: 1 }, requestState, inputResponses: { q1: answer, other: {} } });
    expect(await hub.handle(again, aModernCaller({ capabilities: can }))).toEqual({
      content: [],
      got: answer,
    });
    expect(server.count('tools/call')).toBe(1);
    expect(policy.taken).toEqual(['ann:old']);
    expect(records).toMatchObject([{ result: 'ok' }]);
  });

  it('may need more than one round, and ask again what was not answered', async () => {
    const { hub } = aHub([
      anOldServer(async ({ ask }) => {
        const both = await Promise.all([ask?.(form), ask?.(sample)]);
        return { content: [], got: [...both, await ask?.(form)] as JsonObject[] };
      }),
    ]);
    const caller = aModernCaller({ capabilities: can });
    const one = await hub.handle(call(), caller);
    expect(Object.keys(one['inputRequests'] as JsonObject)).toEqual(['q1', 'q2']);
    const part = call({ requestState: one['requestState'], inputResponses: { q2: { n: 2 } } });
    const two = await hub.handle(part, caller);
    expect(Object.keys(two['inputRequests'] as JsonObject)).toEqual(['q1']);
    const rest = call({ requestState: two['requestState'], inputResponses: { q1: { n: 1 } } });
    const three = await hub.handle(rest, caller);
    expect(Object.keys(three['inputRequests'] as JsonObject)).toEqual(['q3']);
    const last = call({ requestState: three['requestState'], inputResponses: { q3: { n: 3 } } });
    expect(await hub.handle(last, caller)).toEqual({ content: [], got: [{ n: 1 }, { n: 2 }, { n: 3 }] });
  });

  it('gets together what the server asks in one breath, though it comes message by message', async () => {
    const { hub } = aHub([
      anOldServer(async ({ ask }) => {
        const first = ask?.(form);
        await new Promise(setImmediate);
        await Promise.all([first, ask?.(sample)]);
        return { content: [] };
      }),
    ]);
    const asked = await hub.handle(call(), aModernCaller({ capabilities: can }));
    expect(asked['inputRequests']).toEqual({ q1: form, q2: sample });
  });

  it('cannot be resumed by anybody else, with anything else, or twice', async () => {
    const { hub } = aHub([asking()]);
    const caller = aModernCaller({ capabilities: can });
    const requestState = textOf(await hub.handle(call({ arguments: { a: 1 } }), caller), 'requestState');
    const inputResponses = { q1: { action: 'decline' } };
    const good = { arguments: { a: 1 }, requestState, inputResponses };
    const bob = aModernCaller({ capabilities: can, principal: { id: 'bob', tools: [] } });
    const one = aModernCaller({ capabilities: can, view: { kind: 'server', server: 'old' } });
    for (const attempt of [
      hub.handle(call(good), bob),
      hub.handle({ method: 'tools/call', params: { ...good, name: 'ask' } }, one),
      hub.handle(call({ ...good, arguments: { a: 2 } }), caller),
      hub.handle(call({ ...good, name: 'old__other' }), caller),
      hub.handle(call({ ...good, requestState: `A${requestState}` }), caller),
      hub.handle(call({ ...good, requestState: 5 }), caller),
    ]) {
      expect(await failed(attempt)).toMatchObject({
        code: -32602,
        message: expect.stringContaining('requestState'),
      });
    }
    expect(await hub.handle(call(good), caller)).toMatchObject({ got: { action: 'decline' } });
    expect((await failed(hub.handle(call(good), caller))).code).toBe(-32602);
  });

  it('part when the client does not come back: the call is ended at the server', async () => {
    const ended = Promise.withResolvers<unknown>();
    const server = anOldServer(async ({ ask, signal }) => {
      signal.addEventListener('abort', () => ended.resolve(signal.reason), { once: true });
      return (await ask?.(form)) ?? {};
    });
    const { hub, clock } = aHub([server], { heldMs: 20 });
    const caller = aModernCaller({ capabilities: can });
    const { requestState } = await hub.handle(call(), caller);
    expect(await ended.promise).toMatchObject({ code: 'mcp_timeout' });
    const late = call({ requestState, inputResponses: { q1: {} } });
    expect((await failed(hub.handle(late, caller))).code).toBe(-32602);
    clock.ms += 20;
    expect((await failed(hub.handle(late, caller))).code).toBe(-32602);
  });

  it('part when the client leaves while its answer is at work', async () => {
    const resumed = Promise.withResolvers<CancelSignal>();
    const server = anOldServer(async ({ ask, signal }) => {
      await ask?.(form);
      resumed.resolve(signal);
      return new Promise(() => undefined);
    });
    const { hub } = aHub([server]);
    const { requestState } = await hub.handle(call(), aModernCaller({ capabilities: can }));
    const leaving = new AbortController();
    const retry = call({ requestState, inputResponses: { q1: {} } });
    const second = failed(hub.handle(retry, aModernCaller({ capabilities: can, signal: leaving.signal })));
    const signal = await resumed.promise;
    leaving.abort();
    expect(await second).toMatchObject({ data: { code: 'mcp_cancelled' } });
    expect(signal.aborted).toBe(true);
  });

  it('do not part because the request that brought the question is over', async () => {
    const { hub } = aHub([asking()]);
    const over = new AbortController();
    const { requestState } = await hub.handle(
      call(),
      aModernCaller({ capabilities: can, signal: over.signal }),
    );
    over.abort();
    const retry = call({ requestState, inputResponses: { q1: { action: 'cancel' } } });
    const result = await hub.handle(retry, aModernCaller({ capabilities: can }));
    expect(result).toMatchObject({ got: { action: 'cancel' } });
  });

  it('hold so many calls for one client, and no more', async () => {
    const { hub } = aHub([asking()], { heldCallsOfOne: 2 });
    const caller = aModernCaller({ capabilities: can });
    const held = await Promise.all([hub.handle(call(), caller), hub.handle(call(), caller)]);
    expect(await failed(hub.handle(call(), caller))).toMatchObject({
      message: expect.stringContaining('Too many'),
    });
    const [{ requestState }] = held;
    await hub.handle(call({ requestState, inputResponses: { q1: {} } }), caller);
    expect(await hub.handle(call(), caller)).toMatchObject({ resultType: 'input_required' });
  });

  it('send progress to the request that is there, under its own token', async () => {
    const { hub } = aHub([
      anOldServer(async ({ ask, onProgress }) => {
        onProgress?.({ progress: 1 });
        await ask?.(form);
        onProgress?.({ progress: 2 });
        return { content: [] };
      }),
    ]);
    const first = aModernCaller({ capabilities: can });
    const { requestState } = await hub.handle(call({ _meta: { progressToken: 'a' } }), first);
    const second = aModernCaller({ capabilities: can });
    const retry = call({ requestState, inputResponses: { q1: {} }, _meta: { progressToken: 'b' } });
    await hub.handle(retry, second);
    expect(first.heard.map(({ params }) => params)).toEqual([{ progress: 1, progressToken: 'a' }]);
    expect(second.heard.map(({ params }) => params)).toEqual([{ progress: 2, progressToken: 'b' }]);
  });

  it('end together with the hub', async () => {
    const ended = Promise.withResolvers<boolean>();
    const { hub } = aHub([
      anOldServer(async ({ ask, signal }) => {
        signal.addEventListener('abort', () => ended.resolve(true), { once: true });
        return (await ask?.(form)) ?? {};
      }),
    ]);
    await hub.handle(call(), aModernCaller({ capabilities: can }));
    hub.close();
    expect(await ended.promise).toBe(true);
  });
});

describe('a modern client and a modern server', () => {
  const modern = (state?: string) =>
    new ScriptedServer('new', { era: 'modern' })
      .tools('ask')
      .answers('tools/call', ({ inputResponses, requestState }) => {
        if (inputResponses !== undefined) return { content: [], got: { inputResponses, requestState } };
        const result = { resultType: 'input_required', inputRequests: { who: form } };
        return state === undefined ? result : { ...result, requestState: state };
      });
  const ask = (params: JsonObject = {}) => ({
    method: 'tools/call',
    params: { name: 'new__ask', ...params },
  });

  it('speak past us, but the state is sealed on its way and comes back byte for byte', async () => {
    const { hub } = aHub([modern('{"é": 1}  ')]);
    const caller = aModernCaller({ capabilities: can });
    const first = await hub.handle(ask(), caller);
    expect(first).toMatchObject({ resultType: 'input_required', inputRequests: { who: form } });
    expect(first['requestState']).not.toContain('1}');
    const inputResponses = { who: { action: 'accept' } };
    const second = await hub.handle(ask({ inputResponses, requestState: first['requestState'] }), caller);
    expect(second['got']).toEqual({ inputResponses, requestState: '{"é": 1}  ' });
  });

  it('need no state, when the server needs none', async () => {
    const server = modern();
    const { hub } = aHub([server]);
    const caller = aModernCaller({ capabilities: can });
    expect(await hub.handle(ask(), caller)).not.toHaveProperty('requestState');
    await hub.handle(ask({ inputResponses: { who: {} } }), caller);
    expect(server.lastOf('tools/call')).toEqual({ name: 'ask', inputResponses: { who: {} } });
  });

  it('never let a state of our own making or of another call through to the server', async () => {
    const server = modern('state');
    const { hub, clock } = aHub([server]);
    const caller = aModernCaller({ capabilities: can });
    const { requestState } = await hub.handle(ask(), caller);
    const bob = aModernCaller({ capabilities: can, principal: { id: 'bob', tools: [] } });
    await failed(hub.handle(ask({ requestState: 'state' }), caller));
    await failed(hub.handle(ask({ requestState }), bob));
    await failed(hub.handle(ask({ requestState, arguments: {} }), caller));
    clock.ms += 600_000;
    await failed(hub.handle(ask({ requestState }), caller));
    expect(server.count('tools/call')).toBe(1);
  });

  it('cannot ask of the client what it did not declare', async () => {
    const { hub } = aHub([modern('state')]);
    const failure = await failed(hub.handle(ask(), aModernCaller({ capabilities: { sampling: {} } })));
    expect(failure).toMatchObject({
      code: -32021,
      data: { requiredCapabilities: { elicitation: { form: {} } } },
    });
  });
});

describe('a client of old', () => {
  it('is asked directly, within its call', async () => {
    const asked: unknown[] = [];
    const { hub } = aHub([asking()]);
    const caller = aCaller({
      capabilities: can,
      ask: async (request) => {
        asked.push(request);
        return { action: 'decline' };
      },
    });
    expect(await hub.handle(call(), caller)).toEqual({ content: [], got: { action: 'decline' } });
    expect(asked).toEqual([form]);
  });

  it('is not handed a result that wants input, which it does not know', async () => {
    let seen: Call | undefined;
    const server = new ScriptedServer('old', { era: 'modern' })
      .tools('ask')
      .answers('tools/call', (_, call) => {
        seen = call;
        return { content: [] };
      });
    const { hub } = aHub([server]);
    await hub.handle(
      call({ requestState: 'x', inputResponses: {} }),
      aCaller({ capabilities: can, ask: async () => ({}) }),
    );
    expect(seen).toMatchObject({ takesInputRequired: false, capabilities: can, ask: expect.any(Function) });
    expect(server.lastOf('tools/call')).toEqual({ name: 'ask' });
  });
});

describe('what a client did not declare', () => {
  it.each([aCaller, aModernCaller])('is never asked of it, nor offered in its name (%#)', async (caller) => {
    let seen: Call | undefined;
    const { hub } = aHub([
      anOldServer(async (call) => {
        seen = call;
        return { content: [] };
      }),
    ]);
    await hub.handle(call(), caller({ capabilities: { experimental: {} }, ask: async () => ({}) }));
    expect(seen?.ask).toBeUndefined();
    expect(seen?.capabilities).toEqual({});
  });

  it('is refused to a server that asks for it nevertheless', async () => {
    const server = anOldServer(async ({ ask }) => {
      const failure = await failed(ask?.(sample) ?? Promise.resolve());
      return { content: [], code: failure.code };
    });
    const { hub } = aHub([server]);
    const caller = aModernCaller({ capabilities: { elicitation: {} } });
    expect(await hub.handle(call(), caller)).toEqual({ content: [], code: -32601 });
  });
});
