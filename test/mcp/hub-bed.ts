import { join } from 'node:path';
import {
  Connector,
  Hub,
  PooledServers,
  type HubCaller,
  type HubNotice,
  type McpNotification,
  type ServerPool,
  type ToolCallRecord,
  hubLimits,
} from '@app/mcp';
import { programOf, UpstreamBed } from './upstream-bed.ts';

type CurrentServer = ReturnType<UpstreamBed['current']>;

/** Several servers start at once on a small machine. */
const SLOW_START_MS = 30_000;
const nobodyIsDenied = {
  decide: () => ({ allowed: true, rule: 'default', reason: 'a test' }),
  take: () => Promise.resolve(),
};
const everythingIsApproved = {
  review: () => Promise.resolve(new Map()),
  stateOf: () => 'approved' as const,
};

/** askingServer is how Node runs the fixture that asks its client, in either era. */
export function askingServer(era: 'legacy' | 'modern', cancelled = '/dev/null') {
  const file = join(import.meta.dirname, 'fixtures/asking-server.ts');
  return { command: process.execPath, args: [file, era, cancelled] };
}

/** HubBed is a hub over real servers; nothing of them may outlive a test. */
export class HubBed {
  readonly records: ToolCallRecord[] = [];
  readonly notices: HubNotice[] = [];
  private readonly bed = new UpstreamBed();
  private pool: ServerPool | undefined;
  private made: Hub | undefined;

  get hub(): Hub {
    if (this.made === undefined) throw new Error('The bed serves nothing yet.');
    return this.made;
  }

  get folder(): string {
    return this.bed.folder;
  }

  async begin(): Promise<void> {
    await this.bed.begin();
    this.records.length = 0;
    this.notices.length = 0;
  }

  /** file is a path in the folder of this test. */
  file(name: string): string {
    return join(this.bed.folder, name);
  }

  serve(entries: Readonly<Record<string, object>>): Hub {
    const current = new Map(Object.entries(entries).map(([id, entry]) => [id, this.current(entry)]));
    const source = { entries: () => current, subscribe: () => () => undefined };
    const connectTo = (id: string, server: CurrentServer) =>
      new Connector(id, server, this.bed.options()).connect;
    this.pool = new PooledServers(source, connectTo);
    this.made = new Hub({
      pool: this.pool,
      policy: nobodyIsDenied,
      lock: everythingIsApproved,
      record: (call) => void this.records.push(call),
      notice: (notice) => void this.notices.push(notice),
      limits: { ...hubLimits, listWaitMs: SLOW_START_MS },
    });
    return this.made;
  }

  /** end resolves with the processes that are left over. */
  async end(): Promise<number[]> {
    this.made?.close();
    await this.pool?.close();
    this.made = undefined;
    this.pool = undefined;
    return this.bed.end();
  }

  private current(entry: object): CurrentServer {
    const { env = {}, ...rest } = entry as { env?: Record<string, string> };
    return this.bed.current(rest, env);
  }
}

/** realServers are those that the protocol's authors publish. */
export function realServers(folder: string) {
  return {
    everything: programOf('@modelcontextprotocol/server-everything'),
    fs: programOf('@modelcontextprotocol/server-filesystem', folder),
    memory: {
      ...programOf('@modelcontextprotocol/server-memory'),
      env: { MEMORY_FILE_PATH: join(folder, 'memory.json') },
    },
  };
}

export interface HeardCaller extends HubCaller {
  readonly heard: McpNotification[];
}

/** aClient can be asked anything, unless told otherwise. */
export function aClient(era: 'legacy' | 'modern', parts: Partial<HubCaller> = {}): HeardCaller {
  const heard: McpNotification[] = [];
  return {
    principal: { id: 'ann', tools: ['*'] },
    view: { kind: 'all' },
    era,
    door: 'mcp',
    capabilities: { sampling: {}, elicitation: {}, roots: {} },
    session: era === 'legacy' ? 's1' : undefined,
    requestId: 'req-1',
    signal: new AbortController().signal,
    notify: (notification) => void heard.push(notification),
    ask: undefined,
    heard,
    ...parts,
  };
}
