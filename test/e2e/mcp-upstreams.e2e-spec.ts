import type { JsonObject } from '@app/kernel';
import type { McpRequest } from '@app/mcp';
import { EverythingHttp } from '../mcp/everything-http.ts';
import { rawTools } from '../mcp/raw-server.ts';
import { pidsWith } from '../mcp/running-pids.ts';
import { aCall, programOf, UpstreamBed } from '../mcp/upstream-bed.ts';

const EVERYTHING = programOf('@modelcontextprotocol/server-everything');
const bed = new UpstreamBed();

beforeEach(() => bed.begin());
afterEach(async () => {
  expect(await bed.end()).toEqual([]);
  expect(bed.census.live).toBe(0);
});

const callTool = (name: string, given: JsonObject = {}): McpRequest => ({
  method: 'tools/call',
  params: { name, arguments: given },
});

describe('the tools of a real server', () => {
  const peers = [
    { name: '@modelcontextprotocol/server-everything', era: 'legacy', version: undefined },
    { name: '@modelcontextprotocol/server-filesystem', era: 'legacy', args: ['/tmp'] },
    { name: '@modelcontextprotocol/server-memory', era: 'legacy', env: { MEMORY_FILE_PATH: '/dev/null' } },
    { name: '@modelcontextprotocol/server-sequential-thinking', era: 'legacy' },
    { name: '@modelcontextprotocol/server-github', era: 'legacy' },
    { name: '@upstash/context7-mcp', era: 'modern' },
  ] as const;

  it.each(peers)('are those that $name sent, to the last field', async (peer) => {
    const program = programOf(peer.name, ...('args' in peer ? peer.args : []));
    const env = 'env' in peer ? peer.env : {};
    const link = await bed.link('peer', program, env);
    expect(link.era).toBe(peer.era);
    const listed = await link.request({ method: 'tools/list', params: {} }, aCall());
    expect(listed).toEqual(await rawTools(peer.era, program, env));
    expect((listed.tools as unknown[]).length).toBeGreaterThan(0);
  });
});

describe('server-everything', () => {
  it('says who it is', async () => {
    const link = await bed.link('everything', EVERYTHING);
    expect(link.info).toMatchObject({ name: 'mcp-servers/everything' });
    expect(link.capabilities).toMatchObject({ tools: { listChanged: true }, resources: { subscribe: true } });
    expect(link.instructions).toEqual(expect.stringContaining('Everything'));
  });

  it('reports progress to the call that it belongs to', async () => {
    const link = await bed.link('everything', EVERYTHING);
    const long = async (steps: number): Promise<JsonObject[]> => {
      const progress: JsonObject[] = [];
      const request = callTool('trigger-long-running-operation', { duration: 0.3, steps });
      await link.request(request, aCall({ onProgress: (params) => progress.push(params) }));
      return progress;
    };
    const [three, two] = await Promise.all([long(3), long(2)]);
    expect(three.map(({ progress, total }) => [progress, total])).toEqual([
      [1, 3],
      [2, 3],
      [3, 3],
    ]);
    expect(two).toHaveLength(2);
    expect(JSON.stringify([three, two])).not.toContain('progressToken');
  });

  it('is answered by the client of the call: a model, a form and roots', async () => {
    const link = await bed.link('everything', EVERYTHING);
    const asked: string[] = [];
    const answers: Record<string, JsonObject> = {
      'sampling/createMessage': { role: 'assistant', model: 'm', content: { type: 'text', text: 'sampled' } },
      'elicitation/create': { action: 'accept', content: { name: 'Ann' } },
      'roots/list': { roots: [{ uri: 'file:///here', name: 'here' }] },
    };
    const ask = (request: McpRequest): Promise<JsonObject> => {
      asked.push(request.method);
      return Promise.resolve(answers[request.method] ?? {});
    };
    const sampled = await link.request(callTool('trigger-sampling-request', { prompt: 'p' }), aCall({ ask }));
    expect(JSON.stringify(sampled)).toContain('sampled');
    const elicited = await link.request(callTool('trigger-elicitation-request'), aCall({ ask }));
    expect(JSON.stringify(elicited)).toContain('Ann');
    const roots = await link.request(callTool('get-roots-list'), aCall({ ask }));
    expect(JSON.stringify(roots)).toContain('root');
    expect(asked).toEqual(expect.arrayContaining(['sampling/createMessage', 'elicitation/create']));
  });

  it('is told that a client cannot answer', async () => {
    const link = await bed.link('everything', EVERYTHING);
    const refused = link.request(callTool('trigger-sampling-request', { prompt: 'p' }), aCall());
    await expect(refused.then((result) => JSON.stringify(result))).resolves.toContain('has no sampling');
  });

  it('does not hold up a call that its client cancelled', async () => {
    const link = await bed.link('everything', EVERYTHING);
    const client = new AbortController();
    const request = callTool('trigger-long-running-operation', { duration: 60, steps: 600 });
    const onProgress = (): void => client.abort();
    const cancelled = link.request(request, aCall({ signal: client.signal, onProgress }));
    await expect(cancelled).rejects.toMatchObject({ code: 'mcp_cancelled', upstream: 'everything' });
    await expect(link.request(callTool('echo', { message: 'hi' }), aCall())).resolves.toMatchObject({
      content: [{ type: 'text', text: 'Echo: hi' }],
    });
  });
});

describe('a pool', () => {
  it('restarts a server that was killed, and ends it with itself', async () => {
    const pool = bed.pool({ everything: EVERYTHING });
    const server = pool.servers.get('everything');
    const long = callTool('trigger-long-running-operation', { duration: 60, steps: 600 });
    const began = Promise.withResolvers<void>();
    const call = server?.request(long, aCall({ onProgress: () => began.resolve() }), undefined);
    const failed = expect(call).rejects.toMatchObject({ code: 'mcp_server_crashed', upstream: 'everything' });
    await began.promise;
    for (const pid of pidsWith(bed.marker)) process.kill(pid, 'SIGKILL');
    await failed;
    expect(server?.health).toMatchObject({ state: 'degraded', failures: 1 });
    const echo = server?.request(callTool('echo', { message: 'back' }), aCall(), undefined);
    expect(JSON.stringify(await echo)).toContain('back');
    expect(server?.health).toMatchObject({ state: 'up', failures: 0 });
    await pool.close();
    expect(pidsWith(bed.marker)).toEqual([]);
  });
});

describe.each(['streamableHttp', 'sse'] as const)('server-everything over %s', (kind) => {
  let http: EverythingHttp;
  beforeEach(async () => (http = await EverythingHttp.start(kind)));
  afterEach(() => http.stop());

  const entry = (): object => {
    const at = `http://127.0.0.1:${http.port}`;
    return kind === 'sse' ? { url: `${at}/sse`, transport: 'sse' } : { url: `${at}/mcp` };
  };

  it('lists, calls, reports and asks', async () => {
    const link = await bed.link('remote', entry());
    expect(await link.request({ method: 'tools/list', params: {} }, aCall())).toEqual(
      await rawTools('legacy', EVERYTHING),
    );
    const progress: JsonObject[] = [];
    const ask = (): Promise<JsonObject> =>
      Promise.resolve({ role: 'assistant', model: 'm', content: { type: 'text', text: 'sampled' } });
    const call = aCall({ ask, onProgress: (params) => progress.push(params) });
    await link.request(callTool('trigger-long-running-operation', { duration: 0.2, steps: 2 }), call);
    expect(progress).toHaveLength(2);
    const sampled = await link.request(callTool('trigger-sampling-request', { prompt: 'p' }), call);
    expect(JSON.stringify(sampled)).toContain('sampled');
  });

  it('fails the calls that ran when it died', async () => {
    const link = await bed.link('remote', entry());
    const request = callTool('trigger-long-running-operation', { duration: 60, steps: 600 });
    const began = Promise.withResolvers<void>();
    const call = link.request(request, aCall({ onProgress: () => began.resolve() }));
    call.catch(() => undefined);
    await began.promise;
    await http.stop();
    await expect(call).rejects.toMatchObject({ code: 'mcp_server_crashed', upstream: 'remote' });
    http = await EverythingHttp.start(kind);
  });
});
