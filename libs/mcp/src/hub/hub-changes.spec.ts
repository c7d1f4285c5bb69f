import { aCaller, aHub, failed } from './fixtures/hub-under-test.js';
import { ScriptedServer } from './fixtures/scripted-server.js';
import type { HubEvent, View } from './hub-types.js';

const list = { method: 'tools/list', params: {} };
const all: View = { kind: 'all' };
const ann = { id: 'ann', tools: ['*'] };
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

function listening(test: ReturnType<typeof aHub>, principal = ann, view = all, session?: string): HubEvent[] {
  const events: HubEvent[] = [];
  test.hub.subscribe(view, principal, (event) => void events.push(event), session);
  return events;
}

describe('changes of lists', () => {
  it('are told when the list is another one, and not when a server only says so', async () => {
    const fs = new ScriptedServer('fs').tools('read');
    const test = aHub([fs]);
    await test.hub.handle(list, aCaller());
    const events = listening(test);
    test.pool.says('fs', 'notifications/tools/list_changed');
    await settled();
    expect(events).toEqual([]);
    fs.tools('read', 'write');
    test.pool.says('fs', 'notifications/tools/list_changed');
    await settled();
    expect(events).toEqual([{ type: 'tools_changed', server: 'fs' }]);
  });

  it('are told to those alone whose own list has changed', async () => {
    const fs = new ScriptedServer('fs').tools('read');
    const test = aHub([fs]);
    test.policy.denied.add('bob:fs/write').add('eve:fs');
    await test.hub.handle(list, aCaller());
    const [anns, bobs, eves] = ['ann', 'bob', 'eve'].map((id) => listening(test, { id, tools: ['*'] }));
    const other = listening(test, ann, { kind: 'server', server: 'web' });
    fs.tools('read', 'write');
    test.pool.says('fs', 'notifications/tools/list_changed');
    await settled();
    expect(anns).toHaveLength(1);
    expect([bobs, eves, other]).toEqual([[], [], []]);
  });

  it('are told when the policy or the lock changes what is seen', async () => {
    const test = aHub([new ScriptedServer('fs').tools('read', 'write')]);
    await test.hub.handle(list, aCaller());
    const events = listening(test);
    test.hub.refresh();
    expect(events).toEqual([]);
    test.policy.denied.add('ann:fs/write');
    test.hub.refresh();
    expect(events).toHaveLength(1);
    test.lock.quarantined.add('fs/read');
    test.hub.refresh();
    expect(events).toHaveLength(2);
    test.policy.denied.add('ann:fs');
    test.hub.refresh();
    test.hub.refresh();
    expect(events).toHaveLength(2);
  });

  it('are told when a server is added or removed', async () => {
    const fs = new ScriptedServer('fs').tools('read');
    const test = aHub([fs]);
    await test.hub.handle(list, aCaller());
    const events = listening(test);
    test.pool.servers.set('web', new ScriptedServer('web').tools('get'));
    test.pool.emit({ type: 'servers' });
    await settled();
    expect(events).toEqual([{ type: 'tools_changed', server: 'web' }]);
    test.pool.servers.delete('fs');
    test.pool.emit({ type: 'servers' });
    expect(events).toEqual([
      { type: 'tools_changed', server: 'web' },
      { type: 'tools_changed', server: 'fs' },
    ]);
  });

  it('are told when a server that was missing from a list has come', async () => {
    const late = new ScriptedServer('late').tools('read');
    const face = await late.face();
    const up = Promise.withResolvers<typeof face>();
    late.faceOf = () => up.promise;
    const test = aHub([late]);
    const events = listening(test);
    await test.hub.handle(list, aCaller());
    expect(events).toEqual([]);
    up.resolve(face);
    await settled();
    expect(events).toEqual([{ type: 'tools_changed', server: 'late' }]);
  });

  it('are noticed when a server comes up as another version of itself', async () => {
    const fs = new ScriptedServer('fs').tools('read');
    const test = aHub([fs]);
    await test.hub.handle(list, aCaller());
    const events = listening(test);
    test.pool.comesUp('fs');
    await settled();
    expect(events).toEqual([]);
    fs.tools('read', 'write');
    test.pool.comesUp('fs');
    await settled();
    expect(events).toEqual([{ type: 'tools_changed', server: 'fs' }]);
  });

  it('do not start servers for nobody', async () => {
    const fs = new ScriptedServer('fs').tools('read');
    const test = aHub([fs]);
    test.hub.subscribe(all, ann, () => undefined)();
    test.pool.says('fs', 'notifications/tools/list_changed');
    await settled();
    expect(fs.asked).toEqual([]);
  });

  it('of other lists are told by their own names, resources and templates by one', async () => {
    const fs = new ScriptedServer('fs')
      .offers('prompts', [])
      .offers('resources', [])
      .offers('resourceTemplates', []);
    const test = aHub([fs]);
    for (const method of ['prompts/list', 'resources/list', 'resources/templates/list']) {
      await test.hub.handle({ method }, aCaller());
    }
    const events = listening(test);
    fs.offers('prompts', [{ name: 'p' }]).offers('resourceTemplates', [{ uriTemplate: 'x' }]);
    test.pool.says('fs', 'notifications/prompts/list_changed');
    test.pool.says('fs', 'notifications/resources/list_changed');
    await settled();
    expect(events.map(({ type }) => type)).toEqual(['prompts_changed', 'resources_changed']);
  });
});

describe('updates of resources', () => {
  const subscribe = (uri: string) => ({ method: 'resources/subscribe', params: { uri } });
  const serving = () =>
    new ScriptedServer('fs')
      .answers('resources/subscribe', () => ({}))
      .answers('resources/unsubscribe', () => ({}));

  it('reach the session that subscribed, in the names of its view', async () => {
    const fs = serving();
    const test = aHub([fs]);
    const mine = listening(test, ann, all, 's1');
    const others = listening(test, ann, all, 's2');
    const annsAnySession = listening(test);
    const bobs = listening(test, { id: 'bob', tools: [] });
    await test.hub.handle(subscribe('mcp+fs:file:///a'), aCaller());
    expect(fs.lastOf('resources/subscribe')).toEqual({ uri: 'file:///a' });
    test.pool.says('fs', 'notifications/resources/updated', { uri: 'file:///a', extra: 1 });
    test.pool.says('fs', 'notifications/resources/updated', { uri: 'file:///a/part' });
    test.pool.says('fs', 'notifications/resources/updated', { uri: 'file:///ab' });
    const uri = 'mcp+fs:file:///a';
    expect(mine).toEqual([
      { type: 'resource_updated', server: 'fs', uri, params: { uri, extra: 1 } },
      { type: 'resource_updated', server: 'fs', uri: `${uri}/part`, params: { uri: `${uri}/part` } },
    ]);
    expect(annsAnySession).toEqual(mine);
    expect([others, bobs]).toEqual([[], []]);
  });

  it('end for one session while another still listens, and at the server with the last one', async () => {
    const fs = serving();
    const test = aHub([fs]);
    await test.hub.handle(subscribe('mcp+fs:a:b'), aCaller({ session: 's1' }));
    await test.hub.handle(subscribe('mcp+fs:a:b'), aCaller({ session: 's2' }));
    const unsubscribe = { method: 'resources/unsubscribe', params: { uri: 'mcp+fs:a:b' } };
    await test.hub.handle(unsubscribe, aCaller({ session: 's1' }));
    expect(fs.count('resources/unsubscribe')).toBe(0);
    await test.hub.endSession('s2');
    expect(fs.count('resources/unsubscribe')).toBe(1);
    expect(test.pool.ended).toEqual(['s2']);
  });

  it('are let go of when their session ends while the server is still being asked', async () => {
    const asked = Promise.withResolvers<Record<string, never>>();
    const fs = serving().answers('resources/subscribe', () => asked.promise);
    const test = aHub([fs]);
    const subscribing = test.hub.handle(subscribe('mcp+fs:a:b'), aCaller());
    await test.hub.endSession('s1');
    asked.resolve({});
    await subscribing;
    expect(fs.lastOf('resources/unsubscribe')).toEqual({ uri: 'a:b' });
  });

  it('go on after the server was started anew', async () => {
    const fs = serving();
    const test = aHub([fs]);
    await test.hub.handle(subscribe('mcp+fs:a:b'), aCaller());
    test.pool.comesUp('fs');
    expect(fs.count('resources/subscribe')).toBe(2);
  });

  it('stop with the permission', async () => {
    const test = aHub([serving()]);
    const events = listening(test, ann, all, 's1');
    await test.hub.handle(subscribe('mcp+fs:a:b'), aCaller());
    test.policy.denied.add('ann:fs');
    test.pool.says('fs', 'notifications/resources/updated', { uri: 'a:b' });
    expect(events).toEqual([]);
  });

  it('are bounded for a session, and need one', async () => {
    const { hub } = aHub([serving()], { subscriptionsOfOne: 1 });
    await hub.handle(subscribe('mcp+fs:a:b'), aCaller());
    expect((await failed(hub.handle(subscribe('mcp+fs:a:c'), aCaller()))).code).toBe(-32602);
    expect((await failed(hub.handle(subscribe('mcp+fs:a:b'), aCaller({ session: undefined })))).code).toBe(
      -32601,
    );
  });
});
