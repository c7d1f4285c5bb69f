import { Client, InMemoryTransport } from '@modelcontextprotocol/client';
import { toolServer, type Tool } from '@app/tool-server';

interface CallOptions {
  readonly signal?: AbortSignal;
  readonly onprogress?: (progress: { progress: number; message?: string }) => void;
}

export interface ToolClient {
  /** The structured result; rejects with the text of a result that is an error. */
  call(name: string, args?: object, options?: CallOptions): Promise<Record<string, unknown>>;
  text(name: string, args?: object): Promise<string>;
  close(): Promise<void>;
}

const NEVER_MS = 2 ** 31 - 1;

/** openToolClient calls tools as a client of the protocol does, which checks each result against the schema of its tool. */
export async function openToolClient(tools: readonly Tool[]): Promise<ToolClient> {
  const client = new Client({ name: 'test', version: '1.0.0' });
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  await toolServer({ name: 'training', instructions: '', tools }, (text) => {
    throw new Error(text);
  }).connect(theirs);
  await client.connect(ours);
  await client.listTools();
  const call = async (name: string, args: object = {}, options: CallOptions = {}) => {
    const params = { name, arguments: args as Record<string, unknown> };
    const result = await client.callTool(params, { timeout: NEVER_MS, ...options });
    const [content] = result.content;
    const text = content?.type === 'text' ? content.text : '';
    if (result.isError === true) throw new Error(text);
    return { text, structured: (result.structuredContent ?? {}) as Record<string, unknown> };
  };
  return {
    call: async (name, args, options) => (await call(name, args, options)).structured,
    text: async (name, args) => (await call(name, args)).text,
    close: () => client.close(),
  };
}
