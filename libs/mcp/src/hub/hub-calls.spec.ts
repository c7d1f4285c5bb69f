import { DomainError, type CancelSignal, type JsonObject } from '@app/kernel';
import type { Call } from '../upstream/link.js';
import { McpFailure } from '../wire/messages.js';
import { textOf } from './known-list.js';
import { aCaller, aHub, aModernCaller, failed } from './fixtures/hub-under-test.js';
import { ScriptedServer } from './fixtures/scripted-server.js';

const call = (name: string, params: JsonObject = {}) => ({
  method: 'tools/call',
  params: { name, ...params },
});
const until = (signal: CancelSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));

describe('a tool call', () => {
  it('reaches its server under the native name, with everything else as it was', async () => {
    const fs = new ScriptedServer('fs').tools('read').answers('tools/call', () => ({ content: [] }));
    const { hub } = aHub([new ScriptedServer('web').tools('read'), fs]);
    await hub.handle(
      call('fs__read', { arguments: { a: [1, null] }, extra: 1, _meta: { traceparent: 't' } }),
      aCaller(),
    );
    expect(fs.lastOf('tools/call')).toEqual({
      name: 'read',
      arguments: { a: [1, null] },
      extra: 1,
      _meta: { traceparent: 't' },
    });
  });

  it('tells its server under which request of a client it is made, and nothing more of that client', async () => {
    const calls: Call[] = [];
    const fs = new ScriptedServer('fs').tools('read').answers('tools/call', (_, call) => {
      calls.push(call);
      return { content: [] };
    });
    await aHub([fs]).hub.handle(call('fs__read'), aCaller({ requestId: 'req-7' }));
    expect(calls).toMatchObject([{ requestId: 'req-7' }]);
    expect(fs.lastOf('tools/call')).toEqual({ name: 'read' });
  });

  it('goes by the table, not by where a name could be split', async () => {
    const a = new ScriptedServer('a').tools('b__c').answers('tools/call', () => ({ from: 'a' }));
    const ab = new ScriptedServer('a__b').tools('c').answers('tools/call', () => ({ from: 'a__b' }));
    const { hub } = aHub([a, ab]);
    const { tools } = await hub.handle({ method: 'tools/list' }, aCaller());
    const names = (tools as JsonObject[]).map((tool) => textOf(tool, 'name'));
    const answers = await Promise.all(names.map((name) => hub.handle(call(name), aCaller())));
    expect(answers).toEqual([{ from: 'a' }, { from: 'a__b' }]);
  });

  it('brings the result back as it was, but for URIs', async () => {
    const result = {
      content: [{ type: 'resource_link', uri: 'file:///a', name: 'a' }],
      structuredContent: [1, { uri: 'file:///a' }],
      isError: false,
      _meta: { 'x/y': { deep: [null] } },
      vendor: 'kept',
    };
    const { hub } = aHub([new ScriptedServer('fs').tools('read').answers('tools/call', () => result)]);
    expect(await hub.handle(call('fs__read'), aCaller())).toEqual({
      ...result,
      content: [{ type: 'resource_link', uri: 'mcp+fs:file:///a', name: 'a' }],
    });
    expect(await hub.handle(call('read'), aCaller({ view: { kind: 'server', server: 'fs' } }))).toEqual(
      result,
    );
  });

  it('is refused in the same words for a tool that is denied and one that is not there', async () => {
    const fs = new ScriptedServer('fs').tools('read');
    const { hub, policy, records } = aHub([fs]);
    const absent = await failed(hub.handle(call('fs__xxxx'), aCaller()));
    policy.denied.add('ann:fs/read');
    const denied = await failed(hub.handle(call('fs__read'), aCaller()));
    expect(denied).toMatchObject({ code: -32602, message: 'Unknown tool: fs__read', data: undefined });
    expect(absent).toMatchObject({ code: -32602, message: 'Unknown tool: fs__xxxx', data: undefined });
    expect(fs.count('tools/call')).toBe(0);
    expect(records).toMatchObject([{ server: 'fs', tool: 'read', result: 'denied', rule: 'tools.deny' }]);
  });

  it('does not reach a tool that is quarantined', async () => {
    const fs = new ScriptedServer('fs').tools('read');
    const { hub, lock, records } = aHub([fs]);
    lock.quarantined.add('fs/read');
    const failure = await failed(hub.handle(call('fs__read'), aCaller()));
    expect(failure).toMatchObject({ code: 1010, data: { code: 'mcp_tool_quarantined', server: 'fs' } });
    expect(fs.count('tools/call')).toBe(0);
    expect(records).toMatchObject([{ result: 'denied', code: 'mcp_tool_quarantined' }]);
  });

  it('is counted against the limit before it goes out, and says when to come back', async () => {
    const fs = new ScriptedServer('fs').tools('read');
    const { hub, policy, records } = aHub([fs]);
    policy.refuse = new DomainError('mcp_rate_limited', 'too many calls to fs', {
      retryAfter: 7,
      upstream: 'fs',
    });
    const failure = await failed(hub.handle(call('fs__read'), aCaller()));
    expect(failure.data).toEqual({ code: 'mcp_rate_limited', server: 'fs', retryAfter: 7 });
    expect(failure.code > -32000 || failure.code < -32768).toBe(true);
    expect(fs.count('tools/call')).toBe(0);
    expect(records).toMatchObject([{ result: 'denied', rule: 'rate_limit' }]);
  });

  it.each([
    [() => ({ content: [] }), { result: 'ok' }],
    [() => ({ content: [], isError: true }), { result: 'tool_error' }],
    [() => Promise.reject(new McpFailure(-32000, 'no')), { result: 'error' }],
    [() => Promise.reject(new DomainError('mcp_timeout', 'slow')), { result: 'error', code: 'mcp_timeout' }],
  ])('leaves one record of how it ended %#', async (answer, expected) => {
    const { hub, records, clock } = aHub([
      new ScriptedServer('fs').tools('read').answers('tools/call', () => {
        clock.ms += 5;
        return answer();
      }),
    ]);
    await hub.handle(call('fs__read', { arguments: { a: 'é' } }), aCaller()).catch(() => undefined);
    expect(records).toHaveLength(1);
    expect(records[0]).toMatchObject({
      principal: 'ann',
      server: 'fs',
      tool: 'read',
      rule: 'default',
      ms: 5,
      requestBytes: 10,
      requestId: 'req-1',
      ...expected,
    });
  });

  it('passes on the failure of a server as the server worded it', async () => {
    const failure = new McpFailure(-32042, 'Look here', { elicitations: [] });
    const { hub } = aHub([
      new ScriptedServer('fs').tools('read').answers('tools/call', () => Promise.reject(failure)),
    ]);
    expect(await failed(hub.handle(call('fs__read'), aCaller()))).toBe(failure);
  });

  it('says which server failed it, and nothing of what it does not know', async () => {
    const fs = new ScriptedServer('fs').tools('read', 'write').answers('tools/call', ({ name }) => {
      if (name === 'write') throw new TypeError('at /home/secret.ts:1');
      throw new DomainError('mcp_server_crashed', 'exited with 1', { upstream: 'fs' });
    });
    const { hub } = aHub([fs]);
    const crashed = await failed(hub.handle(call('fs__read'), aCaller()));
    expect(crashed).toMatchObject({
      code: 1004,
      message: 'fs: exited with 1',
      data: { code: 'mcp_server_crashed' },
    });
    const unknown = await failed(hub.handle(call('fs__write'), aCaller()));
    expect(unknown).toMatchObject({ code: -32603, message: 'Internal error', data: undefined });
  });

  it('says that its server cannot be reached when that is why it is not found', async () => {
    const fs = new ScriptedServer('fs');
    fs.faceOf = async () => {
      throw new DomainError('mcp_server_unreachable', 'refused', { upstream: 'fs' });
    };
    const { hub } = aHub([
      fs,
      new ScriptedServer('web').tools('get').answers('tools/call', () => ({ content: [] })),
    ]);
    expect(await failed(hub.handle(call('fs__read'), aCaller()))).toMatchObject({
      code: 1003,
      data: { server: 'fs' },
    });
    expect(await hub.handle(call('web__get'), aCaller())).toEqual({ content: [] });
  });

  it('takes its time limits from the registry', async () => {
    let seen: Call | undefined;
    const fs = new ScriptedServer('fs', {}, { timeout_sec: 3, max_total_sec: 9 });
    fs.tools('read').answers('tools/call', (_, call) => ((seen = call), { content: [] }));
    await aHub([fs]).hub.handle(call('fs__read'), aCaller());
    expect(seen).toMatchObject({ idleMs: 3_000, totalMs: 9_000 });
  });

  it('is cancelled at its server, and at once for its client', async () => {
    const reached = Promise.withResolvers<CancelSignal>();
    const deaf = new ScriptedServer('fs').tools('read').answers('tools/call', (_, { signal }) => {
      reached.resolve(signal);
      return until(signal);
    });
    const { hub, records } = aHub([deaf]);
    const gone = new AbortController();
    const calling = failed(hub.handle(call('fs__read'), aCaller({ signal: gone.signal })));
    const signal = await reached.promise;
    expect(signal.aborted).toBe(false);
    gone.abort();
    expect(await calling).toMatchObject({ data: { code: 'mcp_cancelled' } });
    expect(signal.aborted).toBe(true);
    expect(records).toMatchObject([{ result: 'cancelled' }]);
  });

  it('that is cancelled before it goes out never reaches its server', async () => {
    const fs = new ScriptedServer('fs').tools('read');
    const { hub } = aHub([fs]);
    await failed(hub.handle(call('fs__read'), aCaller({ signal: AbortSignal.abort() })));
    expect(fs.count('tools/call')).toBe(0);
  });

  it('tells of progress under the token of its client, whatever that is, and of nothing after its end', async () => {
    let late: Call['onProgress'];
    const fs = new ScriptedServer('fs').tools('read').answers('tools/call', (params, call) => {
      expect(params['_meta']).toBeUndefined();
      late = call.onProgress;
      call.onProgress?.({ progress: 1, total: 2, message: 'm' });
      return { content: [] };
    });
    const { hub } = aHub([fs]);
    for (const progressToken of [0, '', 'x']) {
      const caller = aCaller();
      await hub.handle(call('fs__read', { _meta: { progressToken } }), caller);
      late?.({ progress: 2 });
      const params = { progress: 1, total: 2, message: 'm', progressToken };
      expect(caller.heard).toEqual([{ method: 'notifications/progress', params }]);
    }
  });

  it('keeps to itself what a client says of its own connection', async () => {
    const fs = new ScriptedServer('fs').tools('read').answers('tools/call', () => ({ content: [] }));
    const { hub } = aHub([fs]);
    const meta = {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientInfo': {},
      'io.modelcontextprotocol/clientCapabilities': { sampling: {} },
      baggage: 'b',
    };
    await hub.handle(call('fs__read', { _meta: meta }), aModernCaller());
    expect(fs.lastOf('tools/call')).toEqual({ name: 'read', _meta: { baggage: 'b' } });
  });

  it('refuses what is too large, and never cuts it', async () => {
    const fs = new ScriptedServer('fs')
      .tools('read')
      .answers('tools/call', () => ({ content: ['x'.repeat(200)] }));
    const { hub, records } = aHub([fs], { requestBytes: 150, resultBytes: 150 });
    const big = await failed(hub.handle(call('fs__read', { arguments: { a: 'x'.repeat(150) } }), aCaller()));
    expect(big).toMatchObject({ code: 1008, data: { code: 'mcp_message_too_large', server: 'fs' } });
    expect(fs.count('tools/call')).toBe(0);
    expect(await failed(hub.handle(call('fs__read'), aCaller()))).toMatchObject({ code: 1008 });
    expect(records.map(({ result }) => result)).toEqual(['error', 'error']);
  });

  it.each([[{}], [{ name: 5 }]])('needs a name: %j', async (params) => {
    const { hub } = aHub([new ScriptedServer('fs')]);
    expect((await failed(hub.handle({ method: 'tools/call', params }, aCaller()))).code).toBe(-32602);
  });

  it('has no methods beside those that are routed', async () => {
    const { hub } = aHub([new ScriptedServer('fs')]);
    expect((await failed(hub.handle({ method: 'tasks/list' }, aCaller()))).code).toBe(-32601);
    expect(await hub.handle({ method: 'ping' }, aCaller())).toEqual({});
  });
});

describe('prompts, resources and completions', () => {
  const server = () =>
    new ScriptedServer('fs')
      .offers('prompts', [{ name: 'ask' }])
      .answers('prompts/get', () => ({
        messages: [{ role: 'user', content: { type: 'resource', resource: { uri: 'file:///a', text: '' } } }],
      }))
      .answers('resources/read', ({ uri }) => ({ contents: [{ uri, text: 't' }] }))
      .answers('completion/complete', () => ({ completion: { values: ['v'] } }));

  it('reach the server in its own names, and come back in ours', async () => {
    const fs = server();
    const { hub } = aHub([fs]);
    const prompt = await hub.handle(
      { method: 'prompts/get', params: { name: 'fs__ask', arguments: { a: '1' } } },
      aCaller(),
    );
    expect(fs.lastOf('prompts/get')).toEqual({ name: 'ask', arguments: { a: '1' } });
    expect(prompt).toMatchObject({ messages: [{ content: { resource: { uri: 'mcp+fs:file:///a' } } }] });
    const read = await hub.handle(
      { method: 'resources/read', params: { uri: 'mcp+fs:file:///b' } },
      aCaller(),
    );
    expect(fs.lastOf('resources/read')).toEqual({ uri: 'file:///b' });
    expect(read).toEqual({ contents: [{ uri: 'mcp+fs:file:///b', text: 't' }] });
  });

  it.each([
    [
      { type: 'ref/prompt', name: 'fs__ask' },
      { type: 'ref/prompt', name: 'ask' },
    ],
    [
      { type: 'ref/resource', uri: 'mcp+fs:file:///{p}' },
      { type: 'ref/resource', uri: 'file:///{p}' },
    ],
  ])('complete %j', async (ref, native) => {
    const fs = server();
    const argument = { name: 'p', value: 'x' };
    await aHub([fs]).hub.handle(
      { method: 'completion/complete', params: { ref, argument, context: {} } },
      aCaller(),
    );
    expect(fs.lastOf('completion/complete')).toEqual({ ref: native, argument, context: {} });
  });

  it('of a server that is denied are not there', async () => {
    const { hub, policy } = aHub([server()]);
    policy.denied.add('ann:fs');
    const read = { method: 'resources/read', params: { uri: 'mcp+fs:file:///b' } };
    expect(await failed(hub.handle(read, aCaller()))).toMatchObject({ code: -32002 });
    expect(await failed(hub.handle(read, aModernCaller()))).toMatchObject({ code: -32602 });
    const get = { method: 'prompts/get', params: { name: 'fs__ask' } };
    expect(await failed(hub.handle(get, aCaller()))).toMatchObject({
      code: -32602,
      message: 'Unknown prompt: fs__ask',
    });
  });
});
