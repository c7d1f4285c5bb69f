import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AddressGuard } from '@app/kernel';
import {
  Connector,
  newRunMark,
  PooledServers,
  ProcessCensus,
  serverEntry,
  type Call,
  type ConnectorOptions,
  type CurrentServer,
  type Link,
  type McpNotification,
  type RunMark,
} from '@app/mcp';
import { CAPABILITIES } from './raw-server.ts';
import { pidsWith } from './running-pids.ts';

const SOON = 20_000;

/** programOf is how Node runs the command of an installed package. */
export function programOf(name: string, ...args: string[]): { command: string; args: string[] } {
  const main = join(import.meta.dirname, '../../node_modules', name, 'dist/index.js');
  return { command: process.execPath, args: [main, ...args] };
}

/** aCall is a call of a client that can answer nothing, unless told otherwise. */
export const aCall = (given: Partial<Call> = {}): Call => ({
  signal: new AbortController().signal,
  idleMs: SOON,
  totalMs: SOON * 2,
  takesInputRequired: false,
  ...given,
});

/** UpstreamBed connects to real servers; nothing of them may outlive a test. */
export class UpstreamBed {
  readonly census = new ProcessCensus();
  folder = '';
  readonly heard: McpNotification[] = [];
  private mark: RunMark = { owner: '', run: '' };
  private readonly open: { close(): Promise<void> }[] = [];

  async begin(): Promise<void> {
    this.folder = await mkdtemp(join(tmpdir(), 'switchyard-upstream-'));
    this.mark = await newRunMark(this.folder);
    this.heard.length = 0;
  }

  /** What every process of this bed has in its environment. */
  get marker(): string {
    return `SWITCHYARD_MCP_OWNER=${this.mark.owner}`;
  }

  /** end returns the processes that are left. */
  async end(): Promise<number[]> {
    await Promise.all(this.open.splice(0).map((link) => link.close()));
    const left = pidsWith(this.marker);
    await rm(this.folder, { recursive: true });
    return left;
  }

  options(): ConnectorOptions {
    const { mark, census } = this;
    return {
      client: { name: 'switchyard', version: '0.1.0' },
      capabilities: CAPABILITIES,
      startMs: SOON,
      messageBytes: 10 * 1_048_576,
      guard: new AddressGuard(new Set()),
      dataDir: '/data',
      processes: { mark, census, environment: process.env },
    };
  }

  current(entry: object, env: Record<string, string> = {}): CurrentServer {
    const generation = JSON.stringify([entry, env]);
    return { entry: serverEntry.parse(entry), env, generation, revision: generation };
  }

  async link(id: string, entry: object, env?: Record<string, string>): Promise<Link> {
    const connector = new Connector(id, this.current(entry, env), this.options());
    const listener = (notification: McpNotification): void => void this.heard.push(notification);
    const link = await connector.connect(listener, new AbortController().signal);
    this.open.push(link);
    return link;
  }

  pool(entries: Record<string, object>): PooledServers {
    const servers = new Map(Object.entries(entries).map(([id, entry]) => [id, this.current(entry)]));
    const source = { entries: () => servers, subscribe: () => () => undefined };
    const connectTo = (id: string, current: CurrentServer) =>
      new Connector(id, current, this.options()).connect;
    const pool = new PooledServers(source, connectTo);
    this.open.push(pool);
    return pool;
  }
}
