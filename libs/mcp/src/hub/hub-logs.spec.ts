import type { JsonObject } from '@app/kernel';
import { aCaller, aHub, aModernCaller, failed } from './fixtures/hub-under-test.js';
import { ScriptedServer } from './fixtures/scripted-server.js';
import type { HubEvent } from './hub-types.js';

const LEVEL = 'io.modelcontextprotocol/logLevel';
const call = (params: JsonObject = {}) => ({ method: 'tools/call', params: { name: 'fs__read', ...params } });
const setLevel = (level: unknown) => ({ method: 'logging/setLevel', params: { level: level as string } });

/** Says one thing at each of two levels within every call. */
function talking(era: 'legacy' | 'modern' = 'legacy'): ScriptedServer {
  return new ScriptedServer('fs', { era })
    .tools('read')
    .answers('logging/setLevel', () => ({}))
    .answers('tools/call', (_, { onMessage }) => {
      for (const level of ['debug', 'error']) {
        onMessage?.({ method: 'notifications/message', params: { level, data: level } });
      }
      return { content: [] };
    });
}

const levels = (heard: readonly { params?: JsonObject | undefined }[]) =>
  heard.map(({ params }) => params?.['level']);

describe('what a server logs within a call', () => {
  it('is told to the client of that call alone', async () => {
    const { hub } = aHub([talking()]);
    const [one, other] = [aCaller(), aCaller({ session: 's2' })];
    await hub.handle(call(), one);
    expect(levels(one.heard)).toEqual(['debug', 'error']);
    expect(other.heard).toEqual([]);
  });

  it('is told as far as the session wants it', async () => {
    const fs = talking();
    const { hub } = aHub([fs]);
    await hub.handle(setLevel('warning'), aCaller());
    const [one, other] = [aCaller(), aCaller({ session: 's2' })];
    await hub.handle(call(), one);
    await hub.handle(call(), other);
    expect(levels(one.heard)).toEqual(['error']);
    expect(levels(other.heard)).toEqual(['debug', 'error']);
  });

  it('is told to a modern client only if it asks for it', async () => {
    const { hub } = aHub([talking()]);
    const [silent, curious] = [aModernCaller(), aModernCaller()];
    await hub.handle(call(), silent);
    await hub.handle(call({ _meta: { [LEVEL]: 'error' } }), curious);
    expect(levels(silent.heard)).toEqual([]);
    expect(levels(curious.heard)).toEqual(['error']);
  });

  it('does not bring in what belongs to no call', async () => {
    const fs = new ScriptedServer('fs').tools('read').answers('tools/call', (_, { onMessage }) => {
      for (const method of ['tools/list_changed', 'resources/updated', 'progress', 'elicitation/complete']) {
        onMessage?.({ method: `notifications/${method}`, params: {} });
      }
      return { content: [] };
    });
    const caller = aCaller();
    await aHub([fs]).hub.handle(call(), caller);
    expect(caller.heard.map(({ method }) => method)).toEqual(['notifications/elicitation/complete']);
  });
});

describe('log levels', () => {
  it('reach a server of old as what its most curious client wants', async () => {
    const fs = talking();
    const { hub, pool } = aHub([fs]);
    const sent = () =>
      fs.asked.filter(({ method }) => method === 'logging/setLevel').map(({ params }) => params['level']);
    await hub.handle(call(), aCaller());
    await hub.handle(setLevel('warning'), aCaller());
    await hub.handle(setLevel('error'), aCaller({ session: 's2' }));
    await hub.handle(call({ _meta: { [LEVEL]: 'debug' } }), aModernCaller());
    expect(sent()).toEqual(['warning', 'debug']);
    pool.comesUp('fs');
    await hub.handle(call(), aCaller());
    expect(sent()).toEqual(['warning', 'debug', 'warning']);
  });

  it('reach a modern server with each request', async () => {
    const fs = talking('modern');
    const { hub } = aHub([fs]);
    await hub.handle(setLevel('warning'), aCaller());
    await hub.handle(call(), aCaller());
    expect(fs.lastOf('tools/call')).toEqual({ name: 'read', _meta: { [LEVEL]: 'warning' } });
    expect(fs.count('logging/setLevel')).toBe(0);
  });

  it('are refused when they are none', async () => {
    const { hub } = aHub([talking()]);
    for (const level of ['loud', 5, undefined]) {
      expect((await failed(hub.handle(setLevel(level), aCaller()))).code).toBe(-32602);
    }
  });
});

describe('what a server logs outside of any call', () => {
  const listening = (test: ReturnType<typeof aHub>, session: string): HubEvent[] => {
    const events: HubEvent[] = [];
    test.hub.subscribe(
      { kind: 'all' },
      { id: 'ann', tools: [] },
      (event) => void events.push(event),
      session,
    );
    return events;
  };

  it('is told to nobody when the server is shared', () => {
    const test = aHub([talking()]);
    const events = listening(test, 's1');
    test.pool.says('fs', 'notifications/message', { level: 'error' });
    test.pool.says('fs', 'notifications/message', { level: 'error' }, 's1');
    expect(events).toEqual([]);
  });

  it('is told to the session whose own server it is, as far as it may see it and wants it', async () => {
    const test = aHub([
      new ScriptedServer('fs', {}, { shared: false }).answers('logging/setLevel', () => ({})),
    ]);
    const [mine, others] = [listening(test, 's1'), listening(test, 's2')];
    await test.hub.handle(setLevel('warning'), aCaller());
    for (const level of ['info', 'error']) test.pool.says('fs', 'notifications/message', { level }, 's1');
    test.policy.denied.add('ann:fs');
    test.pool.says('fs', 'notifications/message', { level: 'alert' }, 's1');
    expect(mine).toEqual([{ type: 'log', server: 'fs', params: { level: 'error' } }]);
    expect(others).toEqual([]);
  });
});
