import type { JsonObject } from '@app/kernel';
import type { Call } from '../upstream/link.js';
import { McpFailure } from '../wire/messages.js';
import { aCaller, aHub, aModernCaller, failed } from './fixtures/hub-under-test.js';
import { textOf } from './known-list.js';
import { ScriptedServer } from './fixtures/scripted-server.js';

const extensions = { 'io.modelcontextprotocol/tasks': {} };
const able = aModernCaller({ capabilities: { extensions } });
const call = (name = 'jobs__run') => ({ method: 'tools/call', params: { name, arguments: { a: 1 } } });
const about = (method: string, params: JsonObject) => ({ method: `tasks/${method}`, params });
const working = { resultType: 'task', taskId: 't-1', status: 'working', ttlMs: null, novel: 1 };

function aTaskServer(face: JsonObject = { tools: {}, extensions }) {
  const calls: Call[] = [];
  const server = new ScriptedServer('jobs', { era: 'modern', capabilities: face })
    .tools('run')
    .answers('tools/call', (_, call) => {
      calls.push(call);
      return working;
    })
    .answers('tasks/get', ({ taskId }) => {
      if (taskId !== 't-1') throw new McpFailure(-32602, 'no such task');
      const link = { type: 'resource_link', uri: 'file:///a', name: 'a' };
      return { resultType: 'complete', taskId, status: 'completed', result: { content: [link] } };
    })
    .answers('tasks/update', () => ({ resultType: 'complete' }))
    .answers('tasks/cancel', () => ({ resultType: 'complete' }));
  return { server, calls };
}

describe('a task', () => {
  it('is its server’s, under an id of ours, and leads back to it with every other word as it was', async () => {
    const { server, calls } = aTaskServer();
    const { hub, policy } = aHub([new ScriptedServer('other').tools('run'), server]);
    const begun = await hub.handle(call(), able);
    const taskId = textOf(begun, 'taskId');
    expect(begun).toEqual({ ...working, taskId });
    expect(taskId).toMatch(/^[A-Za-z0-9_-]{20,}$/);
    expect(calls[0]?.capabilities).toEqual({ extensions });
    expect(await hub.handle(about('get', { taskId, extra: 1 }), able)).toEqual({
      resultType: 'complete',
      taskId,
      status: 'completed',
      result: { content: [{ type: 'resource_link', uri: 'mcp+jobs:file:///a', name: 'a' }] },
    });
    expect(server.lastOf('tasks/get')).toEqual({ taskId: 't-1', extra: 1 });
    const inputResponses = { q: { action: 'accept' } };
    await hub.handle(about('update', { taskId, inputResponses }), able);
    expect(server.lastOf('tasks/update')).toEqual({ taskId: 't-1', inputResponses });
    expect(await hub.handle(about('cancel', { taskId }), able)).toEqual({ resultType: 'complete' });
    expect(server.asked.at(-1)).toMatchObject({ session: 'principal ann', params: { taskId: 't-1' } });
    // The call counts against the limit of the server, and looking after its task does not.
    expect(policy.taken).toEqual(['ann:jobs']);
  });

  it('is nobody else’s, in no other view, and never found under its server’s own id', async () => {
    const { server } = aTaskServer();
    const { hub } = aHub([server]);
    const taskId = textOf(await hub.handle(call(), able), 'taskId');
    const bob = { ...able, principal: { id: 'bob', tools: ['*'] } };
    const one = { ...able, view: { kind: 'server', server: 'jobs' } } as const;
    for (const [id, caller] of [
      [taskId, bob],
      [taskId, one],
      ['t-1', able],
      [undefined, able],
      [`${taskId}A`, able],
    ] as const) {
      const failure = await failed(hub.handle(about('get', { taskId: id }), caller));
      expect(failure).toMatchObject({ code: -32602, message: expect.stringContaining('taskId') });
    }
    expect(server.count('tasks/get')).toBe(0);
  });

  it('is gone with the right to use its tool, or its server', async () => {
    const { server } = aTaskServer();
    const { hub, policy, pool } = aHub([server]);
    const taskId = textOf(await hub.handle(call(), able), 'taskId');
    policy.denied.add('ann:jobs/run');
    expect((await failed(hub.handle(about('get', { taskId }), able))).code).toBe(-32602);
    policy.denied.clear();
    expect(await hub.handle(about('get', { taskId }), able)).toMatchObject({ status: 'completed' });
    pool.servers.clear();
    expect((await failed(hub.handle(about('cancel', { taskId }), able))).code).toBe(-32602);
  });

  it('can be asked for as long as its server may keep it', async () => {
    const { server } = aTaskServer();
    const { hub, clock } = aHub([server]);
    const taskId = textOf(await hub.handle(call(), able), 'taskId');
    clock.ms += 29 * 24 * 3_600_000;
    expect(await hub.handle(about('get', { taskId }), able)).toMatchObject({ taskId });
  });

  it('is never begun for a client that does not know of tasks, nor offered in its name', async () => {
    const { server, calls } = aTaskServer();
    const { hub } = aHub([server]);
    const missing = { code: -32021, data: { requiredCapabilities: { extensions } } };
    expect(await failed(hub.handle(call(), aModernCaller()))).toMatchObject(missing);
    expect(await failed(hub.handle(about('get', { taskId: 'x' }), aModernCaller()))).toMatchObject(missing);
    const old = aCaller({ capabilities: { extensions } });
    await failed(hub.handle(call(), old));
    expect((await failed(hub.handle(about('get', { taskId: 'x' }), old))).code).toBe(-32601);
    expect(calls.map(({ capabilities }) => capabilities)).toEqual([{}, {}]);
  });

  it('is spoken of to those servers alone that know of tasks', async () => {
    const { server, calls } = aTaskServer({ tools: {} });
    await aHub([server]).hub.handle(call(), able);
    expect(calls[0]?.capabilities).toEqual({});
  });

  it('shows in what a view can do, for modern clients', async () => {
    const { server } = aTaskServer();
    const { hub } = aHub([server]);
    const { principal, view } = able;
    expect((await hub.face(view, principal, 'modern')).capabilities).toMatchObject({ extensions });
    expect((await hub.face(view, principal)).capabilities).not.toHaveProperty('extensions');
  });
});
