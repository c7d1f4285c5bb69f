import { Client, InMemoryTransport } from '@modelcontextprotocol/client';
import { toolServer, type ToolSet } from '@app/tool-server';

interface ToolAnswer {
  readonly isError: boolean;
  readonly text: string;
  readonly value: Record<string, unknown>;
}

export interface ToolClient {
  /** What operators were told. */
  readonly reports: readonly string[];
  call(name: string, args?: Record<string, unknown>, signal?: AbortSignal): Promise<ToolAnswer>;
  tools(): Promise<Awaited<ReturnType<Client['listTools']>>['tools']>;
  close(): Promise<void>;
}

/** connectTools is an official client of a set of tools, in this process. */
export async function connectTools(set: ToolSet): Promise<ToolClient> {
  const reports: string[] = [];
  const server = toolServer(set, (text) => void reports.push(text));
  const client = new Client({ name: 'a test', version: '1.0.0' });
  const [mine, theirs] = InMemoryTransport.createLinkedPair();
  await server.connect(theirs);
  await client.connect(mine);
  return {
    reports,
    call: async (name, args = {}, signal?) => {
      const result = await client.callTool({ name, arguments: args }, signal && { signal });
      const text = result.content.map((part) => (part.type === 'text' ? part.text : '')).join('\n');
      return {
        isError: result.isError === true,
        text,
        value: (result.structuredContent ?? {}) as ToolAnswer['value'],
      };
    },
    tools: async () => (await client.listTools()).tools,
    close: () => client.close(),
  };
}
