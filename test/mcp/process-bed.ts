import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { ChildTransport, newRunMark, ProcessCensus, type ChildSurroundings, type RunMark } from '@app/mcp';
import { failingServer, type FailingMode } from './failing-server.ts';
import { pidsWith } from './running-pids.ts';

/** AnythingGoes takes every result as it is. */
const anything = {
  '~standard': { version: 1 as const, vendor: 'test', validate: (value: unknown) => ({ value }) },
};

/** RunningServer is a misbehaving server with a client on it. */
export interface RunningServer {
  readonly transport: ChildTransport;
  readonly client: Client;
  readonly errors: string[];
  /** Calls a tool and returns the JSON in its text. */
  readonly call: (tool: string, given?: Record<string, unknown>) => Promise<unknown>;
}

/** ProcessBed is a data folder with a router's mark on it; nothing that bears the mark may outlive a test. */
export class ProcessBed {
  readonly census = new ProcessCensus();
  folder = '';
  readonly #transports: ChildTransport[] = [];
  mark: RunMark = { owner: '', run: '' };

  async begin(): Promise<void> {
    this.folder = await mkdtemp(join(tmpdir(), 'switchyard-mcp-'));
    this.mark = await newRunMark(this.folder);
  }

  /** end also closes what a test that failed left open. */
  async end(): Promise<void> {
    await Promise.all(this.#transports.splice(0).map((transport) => transport.close()));
    await rm(this.folder, { recursive: true });
  }

  /** All living processes of routers on this folder, whatever their run. */
  pids(): number[] {
    return pidsWith(`SWITCHYARD_MCP_OWNER=${this.mark.owner}`);
  }

  transport(mode: FailingMode, around: Partial<ChildSurroundings> = {}, amount = 0): ChildTransport {
    const { mark, census } = this;
    const command = { name: mode, ...failingServer(mode, amount), env: { GIVEN: 'this' } };
    const transport = new ChildTransport(command, { mark, census, environment: process.env, ...around });
    this.#transports.push(transport);
    return transport;
  }

  async serve(
    mode: FailingMode,
    around: Partial<ChildSurroundings> = {},
    amount = 0,
  ): Promise<RunningServer> {
    const transport = this.transport(mode, around, amount);
    const client = new Client({ name: 'bed', version: '1.0.0' });
    const errors: string[] = [];
    Object.assign(client, { onerror: (error: Error) => errors.push(error.message) });
    await client.connect(transport);
    return { transport, client, errors, call: (tool, given) => call(client, tool, given) };
  }
}

async function call(client: Client, name: string, given: Record<string, unknown> = {}): Promise<unknown> {
  const request = { method: 'tools/call', params: { name, arguments: given } };
  const result = (await client.request(request, anything)) as { content: { text: string }[] };
  return JSON.parse(result.content[0]?.text ?? 'null');
}
