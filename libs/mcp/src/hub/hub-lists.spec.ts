import type { JsonObject } from '@app/kernel';
import { aCaller, aHub, failed, namesOf } from './fixtures/hub-under-test.js';
import { textOf } from './known-list.js';
import { SealKeys } from './seal-keys.js';
import { ScriptedServer } from './fixtures/scripted-server.js';

const list = { method: 'tools/list', params: {} };
const never = (): Promise<never> => new Promise(() => undefined);

describe('the lists of many servers', () => {
  it('stand side by side in the registry order, each name with its server', async () => {
    const { hub } = aHub([
      new ScriptedServer('web').tools('search'),
      new ScriptedServer('fs').tools('read', 'write'),
    ]);
    expect(namesOf(await hub.handle(list, aCaller()))).toEqual(['web__search', 'fs__read', 'fs__write']);
  });

  it('keep whatever a server says of its tools', async () => {
    const tool = {
      name: 'sum',
      inputSchema: {
        type: 'object',
        $defs: { n: { type: 'number' } },
        properties: { a: { $ref: '#/$defs/n' } },
      },
      outputSchema: { type: 'object' },
      annotations: { readOnlyHint: true },
      icons: [{ src: 'data:,' }],
      _meta: { 'x/y': 1 },
      vendor: [null],
    };
    const { hub } = aHub([new ScriptedServer('math').offers('tools', [tool])]);
    expect(await hub.handle(list, aCaller())).toEqual({ tools: [{ ...tool, name: 'math__sum' }] });
  });

  it('are shown without the server that does not answer, which delays them no longer than its limit', async () => {
    const dead = new ScriptedServer('dead');
    dead.faceOf = never;
    const slow = new ScriptedServer('slow').answers('tools/list', never);
    const refusing = new ScriptedServer('refusing');
    refusing.faceOf = async () => {
      throw new Error('refused');
    };
    const { hub, notices } = aHub([dead, new ScriptedServer('fs').tools('read'), slow, refusing]);
    const start = performance.now();
    const result = await hub.handle(list, aCaller());
    expect(performance.now() - start).toBeLessThan(1_000);
    expect(namesOf(result)).toEqual(['fs__read']);
    expect(result['_meta']).toEqual({ 'switchyard/unavailable': ['dead', 'slow', 'refusing'] });
    expect(notices).toContainEqual({ kind: 'list_failed', server: 'refusing', message: 'tools: refused' });
  });

  it('show each principal what the policy lets it see', async () => {
    const { hub, policy } = aHub([
      new ScriptedServer('fs').tools('read', 'write'),
      new ScriptedServer('web').tools('get'),
    ]);
    policy.denied.add('ann:fs/write').add('bob:fs');
    const bob = { id: 'bob', tools: ['*'] };
    expect(namesOf(await hub.handle(list, aCaller()))).toEqual(['fs__read', 'web__get']);
    expect(namesOf(await hub.handle(list, aCaller({ principal: bob })))).toEqual(['web__get']);
  });

  it('leave out what is quarantined', async () => {
    const { hub, lock } = aHub([new ScriptedServer('fs').tools('read', 'write')]);
    lock.quarantined.add('fs/write');
    expect(namesOf(await hub.handle(list, aCaller()))).toEqual(['fs__read']);
  });

  it('leave out a tool whose schema wants something from elsewhere, and say so once', async () => {
    const tools: JsonObject[] = [
      { name: 'bad', inputSchema: { type: 'object', properties: { a: { $ref: 'https://example.test/s' } } } },
      { name: 'good', inputSchema: { type: 'object' } },
    ];
    const fs = new ScriptedServer('fs').offers('tools', tools);
    const { hub, notices, pool } = aHub([fs]);
    expect(namesOf(await hub.handle(list, aCaller()))).toEqual(['fs__good']);
    pool.says('fs', 'notifications/tools/list_changed');
    await hub.handle(list, aCaller());
    expect(notices).toHaveLength(1);
    expect(notices[0]).toMatchObject({ kind: 'external_reference', server: 'fs' });
    await failed(hub.handle({ method: 'tools/call', params: { name: 'fs__bad' } }, aCaller()));
    expect(fs.count('tools/call')).toBe(0);
  });

  it('report a name that another one hides, and go on', async () => {
    const { hub, notices } = aHub([new ScriptedServer('fs').tools('Read', 'read', 'write')]);
    expect(namesOf(await hub.handle(list, aCaller()))).toEqual(['fs__Read', 'fs__write']);
    expect(notices).toEqual([
      { kind: 'name_conflict', server: 'fs', message: expect.stringContaining('read') },
    ]);
  });

  it('are kept for a short time, and read again when the server tells of a change', async () => {
    const fs = new ScriptedServer('fs').tools('read');
    const { hub, pool, clock } = aHub([fs]);
    await Promise.all([hub.handle(list, aCaller()), hub.handle(list, aCaller())]);
    await hub.handle(list, aCaller());
    expect(fs.count('tools/list')).toBe(1);
    fs.tools('read', 'write');
    pool.says('fs', 'notifications/tools/list_changed');
    expect(namesOf(await hub.handle(list, aCaller()))).toEqual(['fs__read', 'fs__write']);
    clock.ms += 60_000;
    await hub.handle(list, aCaller());
    expect(fs.count('tools/list')).toBe(3);
  });

  it('are read to the last page of a server, and no further than its limits', async () => {
    const pages = (last: number) => (params: JsonObject) => {
      const page = Number(params['cursor'] ?? 0);
      const tools = [{ name: `t${page}`, inputSchema: {} }];
      return page < last ? { tools, nextCursor: String(page + 1) } : { tools };
    };
    const fs = new ScriptedServer('fs').answers('tools/list', pages(2));
    const endless = new ScriptedServer('endless').answers('tools/list', pages(Infinity));
    const circle = new ScriptedServer('circle').answers('tools/list', () => ({ tools: [], nextCursor: 'a' }));
    const { hub, notices } = aHub([fs, endless, circle], { listPages: 3 });
    const names = namesOf(await hub.handle(list, aCaller()));
    expect(names).toEqual(['fs__t0', 'fs__t1', 'fs__t2', 'endless__t0', 'endless__t1', 'endless__t2']);
    expect(notices.map(({ kind, server }) => `${kind} ${server}`)).toEqual([
      'list_cut circle',
      'list_cut endless',
    ]);
    expect(circle.count('tools/list')).toBe(2);
  });

  it('reach the client page by page, by cursors that are good for that client and list alone', async () => {
    const names = Array.from({ length: 7 }, (_, index) => `t${index}`);
    const { hub } = aHub([new ScriptedServer('fs').tools(...names)], { pageItems: 3 });
    const seen: unknown[] = [];
    let params: JsonObject = {};
    for (let page = 0; page < 3; page += 1) {
      const result = await hub.handle({ method: 'tools/list', params }, aCaller());
      seen.push(...namesOf(result));
      params = { cursor: result['nextCursor'] };
    }
    expect(seen).toEqual(names.map((name) => `fs__${name}`));
    expect(params['cursor']).toBeUndefined();
    const nextCursor = textOf(await hub.handle(list, aCaller()), 'nextCursor');
    const next = { method: 'tools/list', params: { cursor: nextCursor } };
    const bob = aCaller({ principal: { id: 'bob', tools: [] } });
    for (const attempt of [
      hub.handle(next, bob),
      hub.handle({ ...next, method: 'prompts/list' }, aCaller()),
      hub.handle(next, aCaller({ view: { kind: 'server', server: 'fs' } })),
      hub.handle({ ...next, params: { cursor: `${nextCursor}x` } }, aCaller()),
    ]) {
      expect((await failed(attempt)).code).toBe(-32602);
    }
  });

  it('go on at another hub, when both have the same key', async () => {
    const hubs = ['one', 'other'].map(() =>
      aHub([new ScriptedServer('fs').tools('a', 'b')], { pageItems: 1 }, new SealKeys(Buffer.alloc(32))),
    );
    const [one, other] = hubs.map(({ hub }) => hub);
    const cursor = textOf((await one?.handle(list, aCaller())) ?? {}, 'nextCursor');
    const next = await other?.handle({ method: 'tools/list', params: { cursor } }, aCaller());
    expect(namesOf(next ?? {})).toEqual(['fs__b']);
  });

  it('go on behind the last item seen when the list has changed between two pages', async () => {
    const fs = new ScriptedServer('fs').tools('a', 'b', 'c', 'd');
    const { hub, pool } = aHub([fs], { pageItems: 2 });
    const { nextCursor } = await hub.handle(list, aCaller());
    fs.tools('b', 'c', 'd');
    pool.says('fs', 'notifications/tools/list_changed');
    const next = { method: 'tools/list', params: { cursor: nextCursor } };
    expect(namesOf(await hub.handle(next, aCaller()))).toEqual(['fs__c', 'fs__d']);
  });

  it('do not ask a server for what it does not have', async () => {
    const fs = new ScriptedServer('fs', { capabilities: { tools: {} } }).tools('read');
    const { hub } = aHub([fs]);
    expect(await hub.handle({ method: 'prompts/list', params: {} }, aCaller())).toEqual({ prompts: [] });
    expect(fs.count('prompts/list')).toBe(0);
  });

  it('show resources and templates under URIs of their own', async () => {
    const one = new ScriptedServer('my_one')
      .offers('resources', [{ uri: 'test://a', name: 'a' }])
      .offers('resourceTemplates', [{ uriTemplate: 'test://{id}', name: 't' }]);
    const two = new ScriptedServer('two').offers('resources', [{ uri: 'test://a', name: 'a' }]);
    const { hub } = aHub([one, two]);
    const resources = await hub.handle({ method: 'resources/list' }, aCaller());
    expect(namesOf(resources, 'resources', 'uri')).toEqual(['mcp+my.one:test://a', 'mcp+two:test://a']);
    const templates = await hub.handle({ method: 'resources/templates/list' }, aCaller());
    expect(namesOf(templates, 'resourceTemplates', 'uriTemplate')).toEqual(['mcp+my.one:test://{id}']);
  });

  it('are each session own where a server is not shared', async () => {
    const own = new ScriptedServer('own', {}, { shared: false }).tools('read');
    const { hub } = aHub([own]);
    await hub.handle(list, aCaller({ session: 's1' }));
    await hub.handle(list, aCaller({ session: 's2' }));
    expect(own.asked.filter(({ method }) => method === 'tools/list').map(({ session }) => session)).toEqual([
      's1',
      's2',
    ]);
  });
});

describe('views', () => {
  const servers = () => [
    new ScriptedServer('fs').tools('read'),
    new ScriptedServer('idx', {}, { project: 'p1' }).tools('find'),
    new ScriptedServer('other', {}, { project: 'p2' }).tools('find'),
  ];

  it('of one server show it by its own names', async () => {
    const { hub } = aHub([
      new ScriptedServer('fs').tools('read').offers('resources', [{ uri: 'file:///a' }]),
    ]);
    const caller = aCaller({ view: { kind: 'server', server: 'fs' } });
    expect(namesOf(await hub.handle(list, caller))).toEqual(['read']);
    expect(namesOf(await hub.handle({ method: 'resources/list' }, caller), 'resources', 'uri')).toEqual([
      'file:///a',
    ]);
  });

  it('of a project show the global servers and its own', async () => {
    const { hub } = aHub(servers());
    const caller = aCaller({ view: { kind: 'project', project: 'p1' } });
    expect(namesOf(await hub.handle(list, caller))).toEqual(['fs__read', 'idx__find']);
    expect(namesOf(await hub.handle(list, aCaller()))).toEqual(['fs__read']);
  });

  it('of a server that is denied look like one of a server that is not there', async () => {
    const { hub, policy } = aHub(servers());
    policy.denied.add('ann:fs');
    const denied = await failed(hub.handle(list, aCaller({ view: { kind: 'server', server: 'fs' } })));
    const absent = await failed(hub.handle(list, aCaller({ view: { kind: 'server', server: 'xx' } })));
    expect(denied.code).toBe(absent.code);
    expect(denied.message.replace('fs', 'xx')).toBe(absent.message);
  });
});

describe('prompts and resources', () => {
  it('are listed and served by their own rules, whatever those of the tools are', async () => {
    const fs = new ScriptedServer('fs')
      .tools('read')
      .offers('prompts', [{ name: 'p' }])
      .offers('resources', [{ uri: 'a:b' }]);
    const { hub, policy } = aHub([fs]);
    policy.denied.add('ann:fs/read');
    expect(namesOf(await hub.handle(list, aCaller()))).toEqual([]);
    const prompts = await hub.handle({ method: 'prompts/list' }, aCaller());
    expect(namesOf(prompts, 'prompts')).toEqual(['fs__p']);
    const resources = await hub.handle({ method: 'resources/list' }, aCaller());
    expect(namesOf(resources, 'resources', 'uri')).toEqual(['mcp+fs:a:b']);
    policy.denied.add('ann:fs prompts p').add('ann:fs resources a:b');
    expect(await hub.handle({ method: 'prompts/list' }, aCaller())).toEqual({ prompts: [] });
    expect(await hub.handle({ method: 'resources/list' }, aCaller())).toEqual({ resources: [] });
    const attempts = [
      { method: 'prompts/get', params: { name: 'fs__p' } },
      { method: 'resources/read', params: { uri: 'mcp+fs:a:b' } },
      { method: 'resources/subscribe', params: { uri: 'mcp+fs:a:b' } },
      { method: 'completion/complete', params: { ref: { type: 'ref/resource', uri: 'mcp+fs:a:b' } } },
    ];
    for (const attempt of attempts) await failed(hub.handle(attempt, aCaller()));
    expect(fs.asked.map(({ method }) => method).filter((method) => !method.endsWith('/list'))).toEqual([]);
  });

  it('of a server that is to run in another way are read again, and of no other', async () => {
    const fs = new ScriptedServer('fs').tools('read');
    const { hub } = aHub([fs]);
    await hub.handle(list, aCaller());
    fs.entry = new ScriptedServer('fs', {}, { timeout_sec: 7 }).entry;
    expect(namesOf(await hub.handle(list, aCaller()))).toEqual(['fs__read']);
    expect(fs.count('tools/list')).toBe(1);
    fs.generation = '2';
    fs.tools('write');
    expect(namesOf(await hub.handle(list, aCaller()))).toEqual(['fs__write']);
  });
});
