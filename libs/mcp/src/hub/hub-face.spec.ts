import { aHub, failed } from './fixtures/hub-under-test.js';
import { ScriptedServer } from './fixtures/scripted-server.js';

const ann = { id: 'ann', tools: ['*'] };
const one = (server: string) => ({ kind: 'server', server }) as const;

describe('what a view says of itself', () => {
  it('is what its servers can do together', async () => {
    const { hub } = aHub([
      new ScriptedServer('a', {
        capabilities: { tools: {}, logging: {}, tasks: {}, experimental: { x: {} } },
      }),
      new ScriptedServer('b', { capabilities: { resources: { subscribe: true }, completions: {} } }),
    ]);
    expect((await hub.face({ kind: 'all' }, ann)).capabilities).toEqual({
      tools: { listChanged: true },
      prompts: { listChanged: true },
      resources: { listChanged: true, subscribe: true },
      logging: {},
      completions: {},
    });
    expect((await hub.face(one('a'), ann)).capabilities).toEqual({
      tools: { listChanged: true },
      logging: {},
    });
  });

  it('has nothing of servers that the principal may not see', async () => {
    const { hub, policy } = aHub([
      new ScriptedServer('a', { capabilities: { tools: {} } }),
      new ScriptedServer('b', { capabilities: { logging: {} }, instructions: 'Secret.' }),
    ]);
    policy.denied.add('ann:b');
    const { capabilities, instructions } = await hub.face({ kind: 'all' }, ann);
    expect(capabilities).not.toHaveProperty('logging');
    expect(instructions).toBeUndefined();
    const failure = await failed(hub.face(one('b'), ann));
    expect(failure).toMatchObject({ code: 'mcp_server_not_found' });
  });

  it('joins the instructions under the ids of the servers, within bounds', async () => {
    const servers = [
      new ScriptedServer('a', { instructions: ' Be kind. ' }),
      new ScriptedServer('b'),
      new ScriptedServer('c', { instructions: '💡'.repeat(100) }),
    ];
    const { hub } = aHub(servers, { instructionsOfOne: 51 });
    const { instructions } = await hub.face({ kind: 'all' }, ann);
    expect(instructions).toMatch(/^# a\nBe kind\.\n\n# c\n💡+\uFFFD? \[…\]$/u);
    expect(instructions?.isWellFormed()).toBe(true);
    expect((await hub.face(one('a'), ann)).instructions).toBe('Be kind.');
  });

  it('waits for a server that does not answer once, and then no more', async () => {
    const dead = new ScriptedServer('dead');
    dead.faceOf = () => new Promise(() => undefined);
    const { hub } = aHub([new ScriptedServer('a', { capabilities: { logging: {} } }), dead], {
      listWaitMs: 200,
    });
    expect((await hub.face({ kind: 'all' }, ann)).capabilities).toHaveProperty('logging');
    const start = performance.now();
    expect((await hub.face({ kind: 'all' }, ann)).capabilities).toHaveProperty('logging');
    expect(performance.now() - start).toBeLessThan(150);
  });

  it('asks a server once, also after it has stopped', async () => {
    const a = new ScriptedServer('a');
    const face = await a.face();
    let asked = 0;
    a.faceOf = async () => {
      asked += 1;
      return face;
    };
    const { hub } = aHub([a]);
    await Promise.all([hub.face({ kind: 'all' }, ann), hub.face(one('a'), ann)]);
    await hub.face({ kind: 'all' }, ann);
    expect(asked).toBe(1);
  });
});
