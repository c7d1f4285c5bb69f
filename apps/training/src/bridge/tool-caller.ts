import { Client, InMemoryTransport, type CallToolResult, type Tool } from '@modelcontextprotocol/client';
import { toolServer, type ToolSet } from '@app/tool-server';

const CLIENT = { name: 'switchyard-training-bridge', version: '0.1.0' };
/** Longer than any limit of ours: the signal says when a call is over. */
const NEVER_MS = 2 ** 31 - 1;

/** ToolCaller calls the tools of a set as an MCP client does, within this process: both doors check and run alike. */
export class ToolCaller {
  private constructor(
    private readonly client: Client,
    /** As `tools/list` tells them. */
    readonly tools: readonly Tool[],
  ) {}

  static async open(set: ToolSet, report: (text: string) => void): Promise<ToolCaller> {
    const tools = await listTools(set);
    return new ToolCaller(await connected(set, report), tools);
  }

  /** call rejects when the signal aborts, and the tool hears of that. Failures of tools are results. */
  call(name: string, args: Record<string, unknown>, signal: AbortSignal): Promise<CallToolResult> {
    return this.client.callTool({ name, arguments: args }, { signal, timeout: NEVER_MS });
  }

  close(): Promise<void> {
    return this.client.close();
  }
}

/** listTools tells the tools of a set. The client that asks is not the one that calls, which would check results twice. */
export async function listTools(set: ToolSet): Promise<readonly Tool[]> {
  const client = await connected(set, () => undefined);
  try {
    return (await client.listTools()).tools;
  } finally {
    await client.close();
  }
}

async function connected(set: ToolSet, report: (text: string) => void): Promise<Client> {
  const client = new Client(CLIENT);
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  await toolServer(set, report).connect(theirs);
  await client.connect(ours);
  return client;
}
