import type { JsonObject } from '@app/kernel';
import { McpFailure } from '@app/mcp';
import { FakeHub } from '../../../../../test/fakes/fake-hub.js';
import { anAgent, aRun, typesOf } from '../fixtures/run-bed.js';
import { hangs, says, ScriptedModel, wants, wish } from '../fixtures/scripted-model.js';

function hubWith(tools: FakeHub['tools']): FakeHub {
  const hub = new FakeHub();
  Object.assign(hub.tools, tools);
  return hub;
}

const text = (value: string): JsonObject => ({ content: [{ type: 'text', text: value }] });

describe('a run of an agent', () => {
  it('calls the tools that the model wants, and gives it their results in the order of its calls', async () => {
    const model = new ScriptedModel(
      wants(wish('a', 'slow', { n: 1 }), wish('b', 'quick', { n: 2 })),
      says('both are done'),
    );
    let goOn = () => {};
    const waited = new Promise<void>((resolve) => (goOn = resolve));
    const hub = hubWith({
      slow: async () => waited.then(() => text('slow result')),
      quick: async () => {
        goOn();
        return text('quick result');
      },
    });
    const { run, events } = aRun({ hub, model, agent: anAgent({ system: 'Be brief.' }) });
    const record = await run.run();
    expect(record).toMatchObject({ status: 'completed', finish_reason: 'stop', text: 'both are done' });
    expect(record.usage).toEqual({
      prompt_tokens: 20,
      completion_tokens: 10,
      total_tokens: 30,
      estimated: false,
    });
    expect(model.messages(0)).toEqual([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'please' },
    ]);
    expect(model.messages(1).slice(2)).toEqual([
      expect.objectContaining({ role: 'assistant', content: null }),
      { role: 'tool', tool_call_id: 'a', content: 'slow result' },
      { role: 'tool', tool_call_id: 'b', content: 'quick result' },
    ]);
    expect(typesOf(events)).toEqual([
      'run.started',
      'step.model',
      'tool.call',
      'tool.call',
      'tool.result',
      'tool.result',
      'text.delta',
      'step.model',
      'run.completed',
    ]);
    expect(hub.endedSessions).toEqual(['run-1']);
  });

  it('has no more calls at once than the agent may', async () => {
    let [now, most] = [0, 0];
    const hub = hubWith({
      count: async () => {
        most = Math.max(most, ++now);
        await new Promise((resolve) => setImmediate(resolve));
        now -= 1;
        return text('counted');
      },
    });
    const wishes = Array.from({ length: 7 }, (_, n) => wish(`c${n}`, 'count'));
    const model = new ScriptedModel(wants(...wishes), says('done'));
    const { run } = aRun({ hub, model, agent: anAgent({ parallel_calls: 3 }) });
    expect((await run.run()).steps[0]?.calls).toHaveLength(7);
    expect(most).toBe(3);
  });

  it('offers and calls as its caller, within the tools of both', async () => {
    const hub = new FakeHub();
    const model = new ScriptedModel(wants(wish('a', 'echo', { deep: 1 })), says('done'));
    const principal = { id: 'bob', tools: ['ec*', 'wait'] };
    await aRun({ hub, model, principal, agent: anAgent({ tools: ['*o', 'progress'] }) }).run.run();
    const { caller } = hub.asked[0]!;
    expect(caller.principal.id).toBe('bob');
    expect([...caller.principal.tools].sort()).toEqual(['ec*o']);
    expect(hub.asked[1]?.request.params).toEqual({ name: 'echo', arguments: { deep: 1 } });
    expect(caller).toMatchObject({ requestId: 'req-7', session: 'run-1' });
    expect(model.asked[0]).toMatchObject({ requestId: 'req-7' });
  });

  it('offers the tools as functions, and sends no list of tools when there is none', async () => {
    const hub = new FakeHub();
    const model = new ScriptedModel(says('hello'));
    await aRun({ hub, model, agent: anAgent({ tools: ['echo'] }) }).run.run();
    expect(model.asked[0]?.body['tools']).toEqual([
      {
        type: 'function',
        function: { name: 'echo', description: 'echo', parameters: { type: 'object' } },
      },
    ]);
    await aRun({ hub, model, agent: anAgent({ tools: [] }) }).run.run();
    expect(model.asked[1]?.body).not.toHaveProperty('tools');
  });

  const failures: [string, string, string, string][] = [
    ['arguments that are no JSON', '{"a": nonsense}', 'invalid_arguments', 'not valid JSON. Call echo again'],
    ['arguments that break off', '{"a" ', 'invalid_arguments', 'not valid JSON (at character 5)'],
    ['arguments that are no object', '[1]', 'invalid_arguments', 'must be a JSON object, got array'],
  ];
  it.each(failures)(
    'tells the model of %s, and sends back none of them',
    async (_name, written, code, words) => {
      const hub = new FakeHub();
      const model = new ScriptedModel(wants(wish('a', 'echo', written)), says('sorry'));
      const record = await aRun({ hub, model }).run.run();
      expect(record).toMatchObject({ status: 'completed', text: 'sorry' });
      expect(record.steps[0]?.calls[0]).toMatchObject({ ok: false, code });
      expect(hub.asked.map(({ request }) => request.method)).toEqual(['tools/list']);
      const [, call, result] = model.messages(1);
      expect(result?.['content']).toContain(words);
      expect(JSON.stringify(call)).toContain('"arguments":"{}"');
    },
  );

  it('tells the model of a tool that is not there, one that fails and one that may not be called now', async () => {
    const hub = hubWith({ fails: async () => ({ ...text('no disk'), isError: true }) });
    const model = new ScriptedModel(
      wants(wish('a', 'nowhere'), wish('b', 'fails'), wish('c', 'limited')),
      says('none of them works'),
    );
    const record = await aRun({ hub, model }).run.run();
    expect(record.text).toBe('none of them works');
    expect(
      model
        .messages(1)
        .slice(2)
        .map(({ content }) => content),
    ).toEqual(['Error: Unknown tool: nowhere', 'Error: no disk', 'Error: too fast']);
    expect(record.steps[0]?.calls.map(({ code }) => code).sort()).toEqual([
      '-32602',
      'mcp_rate_limited',
      'tool_error',
    ]);
  });

  it('says nothing of a failure that nobody foresaw', async () => {
    const model = new ScriptedModel(wants(wish('a', 'broken')));
    const { run, events } = aRun({ hub: new FakeHub(), model });
    const record = await run.run();
    expect(record.error).toEqual({ code: 'internal_error', message: expect.stringContaining('req-7') });
    expect(JSON.stringify(events)).not.toContain('hunter2');
    expect(events.at(-1)?.type).toBe('run.failed');
  });

  it('ends at its last step without calling what nobody would hear of', async () => {
    const hub = new FakeHub();
    const model = new ScriptedModel(wants(wish('a', 'echo')));
    const record = await aRun({ hub, model, agent: anAgent({ max_steps: 3 }) }).run.run();
    expect(record).toMatchObject({ status: 'completed', finish_reason: 'max_steps' });
    expect(model.asked).toHaveLength(3);
    expect(hub.asked.filter(({ request }) => request.method === 'tools/call')).toHaveLength(2);
  });

  it('ends when its tokens are used up, with those of the prompts', async () => {
    const model = new ScriptedModel(() => ({
      wishes: [wish('a', 'echo')],
      tokens: { prompt: 500, completion: 20 },
    }));
    const record = await aRun({ hub: new FakeHub(), model, agent: anAgent({ max_tokens: 1_000 }) }).run.run();
    expect(record).toMatchObject({ finish_reason: 'max_tokens', usage: { total_tokens: 1_040 } });
    expect(model.asked).toHaveLength(2);
  });

  it('breaks an answer off that goes beyond its tokens, and keeps what was said', async () => {
    const model = new ScriptedModel(async ({ onText, onGrowth, signal }) => {
      for (;;) {
        await onText('four');
        onGrowth(4);
        signal.throwIfAborted();
      }
    });
    const agent = anAgent({ max_tokens: 500, tools: [] });
    const record = await aRun({ hub: new FakeHub(), model, agent }).run.run();
    expect(record).toMatchObject({ status: 'completed', finish_reason: 'max_tokens' });
    expect(record.text).toMatch(/^(four)+$/);
    expect(record.usage).toMatchObject({ estimated: true, total_tokens: 500 });
  });

  it('ends when its time is over, while a model thinks or a tool works', async () => {
    const agent = { ...anAgent(), timeout_sec: 0.02 };
    const thinking = await aRun({
      hub: new FakeHub(),
      model: new ScriptedModel(hangs(() => {})),
      agent,
    }).run.run();
    expect(thinking).toMatchObject({ status: 'completed', finish_reason: 'timeout' });
    const hub = new FakeHub();
    const working = await aRun({ hub, model: new ScriptedModel(wants(wish('a', 'wait'))), agent }).run.run();
    expect(working.finish_reason).toBe('timeout');
    expect(hub.cancelled).toEqual(['req-7']);
  });

  it('keeps the reason of a model that was cut off itself', async () => {
    const model = new ScriptedModel(() => ({ text: 'half', finishReason: 'length' }));
    expect(await aRun({ hub: new FakeHub(), model }).run.run()).toMatchObject({
      status: 'completed',
      finish_reason: 'length',
      text: 'half',
    });
  });

  describe('that is cancelled', () => {
    const windows = ['run.started', 'text.delta', 'step.model', 'tool.call', 'tool.result'];
    it.each(windows)('at %s ends there, and does nothing further', async (window) => {
      const leave = new AbortController();
      const hub = new FakeHub();
      const model = new ScriptedModel(
        () => ({ wishes: [wish('a', 'echo')], text: 'let me see' }),
        says('done'),
      );
      const onEvent = ({ type }: { type: string }) => {
        if (type === window) leave.abort();
      };
      const { run, events } = aRun({ hub, model, signal: leave.signal, onEvent });
      expect((await run.run()).status).toBe('cancelled');
      expect(events.at(-2)?.type).toBe(window);
      expect(events.at(-1)).toMatchObject({ type: 'run.cancelled' });
      expect(hub.endedSessions).toEqual(['run-1']);
    });

    it('cancels the model and the tools that are at work', async () => {
      const hub = new FakeHub();
      const thinking = aRun({ hub, model: new ScriptedModel(hangs(() => thinking.run.cancel())) });
      expect((await thinking.run.run()).status).toBe('cancelled');
      const model = new ScriptedModel(wants(wish('a', 'wait'), wish('b', 'wait')));
      const working = aRun({
        hub,
        model,
        onEvent: () => void (hub.asked.length === 3 && setImmediate(() => working.run.cancel())),
      });
      hub.tools['wait'] = (caller) => {
        setImmediate(() => working.run.cancel());
        return new FakeHub().tools['wait']!(caller, {});
      };
      expect((await working.run.run()).status).toBe('cancelled');
    });

    it('ends also when a tool does not heed it', async () => {
      const hub = hubWith({
        deaf: () => {
          setImmediate(() => run.cancel());
          return new Promise(() => {});
        },
      });
      const { run } = aRun({ hub, model: new ScriptedModel(wants(wish('a', 'deaf'))) });
      expect((await run.run()).status).toBe('cancelled');
    });
  });

  it('does not hear of another one that runs beside it', async () => {
    const hub = hubWith({ whose: async ({ session }) => text(String(session)) });
    const one = new ScriptedModel(wants(wish('a', 'whose')), says('one'));
    const other = new ScriptedModel(
      wants(wish('a', 'whose')),
      hangs(() => second.run.cancel()),
    );
    const first = aRun({ hub, model: one });
    const second = aRun({ hub, model: other });
    const [a, b] = await Promise.all([first.run.run(), second.run.run()]);
    expect([a.status, b.status]).toEqual(['completed', 'cancelled']);
  });

  it('fails with the words of a hub that cannot list its tools', async () => {
    const hub = new FakeHub();
    hub.handle = async () => {
      throw new McpFailure(1003, 'files: no answer', { code: 'mcp_server_unreachable' });
    };
    const record = await aRun({ hub, model: new ScriptedModel(says('x')) }).run.run();
    expect(record.error).toEqual({ code: 'mcp_server_unreachable', message: 'files: no answer' });
  });
});
