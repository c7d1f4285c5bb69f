import { RedisServer } from '../redis/redis-server.ts';
import { connectNew, connectOld, type ConnectClient, type RealClient } from './mcp-clients.ts';
import { mcpData, nodeServer } from './mcp-data.ts';
import { startRouter, type RunningRouter } from './router-harness.ts';
import { until } from './until.ts';

const FIXTURE = 'test/mcp/conformance-server.ts';
const EVERYTHING = 'node_modules/@modelcontextprotocol/server-everything/dist/index.js';
const ADA = 'sy-the-key-of-ada';
const BOB = 'sy-the-key-of-bob';
const OPERATOR = 'sy-the-key-of-the-operator';
const CLIENTS = [
  { id: 'ada', key: ADA },
  { id: 'bob', key: BOB, tools: ['modern/test_simple_text', 'everything/*'] },
  { id: 'olga', key: OPERATOR, roles: ['admin'] },
];
const SERVERS = {
  modern: nodeServer(FIXTURE),
  legacy: nodeServer(FIXTURE, '--legacy'),
  everything: nodeServer(EVERYTHING, 'stdio'),
  spare: nodeServer(FIXTURE),
};
const SETS_OF_TESTS: [string, ConnectClient][] = [
  ['the v1 SDK', connectOld],
  ['the v2 SDK in auto mode', connectNew],
];

describe.each(SETS_OF_TESTS)('a client on %s', (_name, connect) => {
  let redis: RedisServer;
  let router: RunningRouter;
  const open: RealClient[] = [];

  const client = async (key = ADA, path = '/mcp') => {
    const one = await connect(`${router.url}${path}`, key);
    open.push(one);
    return one;
  };
  const operate = async (action: string, body: object) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${OPERATOR}` };
    const url = `${router.url}/api/mcp/${action}`;
    const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
    expect([answer.status, await answer.json()]).toMatchObject([200, {}]);
  };
  const metrics = async () => (await fetch(`${router.url}/metrics`)).text();

  beforeAll(async () => {
    redis = await RedisServer.start();
    router = await startRouter({
      clients: CLIENTS,
      env: { REDIS_URL: redis.url },
      files: mcpData(SERVERS, ['modern', 'legacy', 'everything']),
    });
  });

  afterEach(async () => {
    await Promise.all(open.splice(0).map((one) => one.close()));
  });

  afterAll(async () => {
    await router.close();
    await redis.stop();
  });

  it('lists and calls the tools of all servers, and of one under their own names', async () => {
    const all = await client();
    expect(await all.tools()).toEqual(
      expect.arrayContaining(['modern__test_simple_text', 'legacy__test_simple_text', 'everything__echo']),
    );
    expect(await all.call('legacy__test_simple_text')).toBe('This is a simple text response for testing.');
    expect(await all.call('everything__echo', { message: 'hello' })).toContain('hello');
    const one = await client(ADA, '/mcp/modern');
    expect(await one.call('test_simple_text')).toBe('This is a simple text response for testing.');
  });

  it.each(['modern', 'legacy'])('hears of the progress of a call to a %s server', async (server) => {
    const seen: number[] = [];
    const one = await client();
    const onprogress = ({ progress }: { progress: number }) => void seen.push(progress);
    await one.call(`${server}__test_tool_with_progress`, {}, { onprogress });
    expect(seen).toEqual([0, 50, 100]);
  });

  it('cancels a call all the way down', async () => {
    const one = await client();
    const cancel = new AbortController();
    const name = 'everything__trigger-long-running-operation';
    const onprogress = () => cancel.abort();
    const call = one.call(name, { duration: 30, steps: 60 }, { signal: cancel.signal, onprogress });
    await expect(call).rejects.toThrow();
    await until(metrics, (text) =>
      /mcp_calls_total\{server="everything",result="cancelled"\} [1-9]/.test(text),
    );
  });

  it('gets prompts and reads resources of all servers', async () => {
    const one = await client();
    expect(await one.prompts()).toEqual(expect.arrayContaining(['modern__test_simple_prompt']));
    expect(await one.prompt('legacy__test_simple_prompt')).toContain('This is a simple prompt for testing.');
    const uri = (await one.resources()).find(
      (each) => each.includes('modern') && each.endsWith('static-text'),
    );
    expect(await one.read(uri ?? '')).toContain('This is the content of the static text resource.');
  });

  it.each(['modern', 'legacy'])(
    'answers what a %s server asks of a person and of a model',
    async (server) => {
      const one = await client();
      expect(await one.call(`${server}__test_elicitation`, { message: 'who?' })).toContain('ada@example.com');
      expect(await one.call(`${server}__test_sampling`, { prompt: 'well?' })).toContain('the model says so');
    },
  );

  it.each(['modern', 'legacy'])('hears of changes of a resource of a %s server', async (server) => {
    const one = await client();
    const uris = await one.resources();
    const uri = uris.find((each) => each.includes(server) && each.endsWith('watched-resource')) ?? '';
    await one.watch(uri);
    await one.call(`${server}__test_trigger_resource_change`);
    await until(
      async () => one.heard,
      (heard) => heard.includes(uri),
    );
  });

  it('hears that the list has changed when an operator enables a server, and when one disables it', async () => {
    const one = await client();
    expect(await one.tools()).not.toContain('spare__test_simple_text');
    await one.watch(undefined);
    await operate('enable', { server: 'spare' });
    await until(
      async () => one.heard,
      (heard) => heard.includes('tools'),
    );
    expect(await one.tools()).toContain('spare__test_simple_text');
    expect(await one.call('spare__test_simple_text')).toContain('simple text');
    await operate('disable', { server: 'spare' });
    await until(
      () => one.tools(),
      (tools) => !tools.includes('spare__test_simple_text'),
    );
  });

  it('has its servers’ health told to operators alone', async () => {
    await (await client()).call('modern__test_simple_text');
    const ask = (key: string) =>
      fetch(`${router.url}/api/mcp/health`, { headers: { authorization: `Bearer ${key}` } });
    expect((await ask(ADA)).status).toBe(403);
    expect(await (await ask(OPERATOR)).json()).toMatchObject({
      ok: true,
      servers: expect.arrayContaining([
        expect.objectContaining({ id: 'modern', state: 'up', failures: 0 }),
        expect.objectContaining({ id: 'spare', state: 'disabled' }),
      ]),
    });
  });

  it('sees and calls what its own policy allows, and learns of nothing else', async () => {
    const [ada, bob] = [await client(ADA), await client(BOB)];
    expect(await ada.tools()).toEqual(expect.arrayContaining(['modern__test_image_content']));
    const tools = await bob.tools();
    expect(tools.filter((name) => !name.startsWith('everything__'))).toEqual(['modern__test_simple_text']);
    const refused = await bob.call('modern__test_image_content').catch((error: Error) => error.message);
    const unknown = await bob.call('modern__no_such_tool').catch((error: Error) => error.message);
    expect(refused).toBe(unknown.replace('no_such_tool', 'test_image_content'));
    expect(refused).toContain('Unknown tool');
  });
});
