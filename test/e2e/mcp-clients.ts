import {
  Client as NewClient,
  StreamableHTTPClientTransport as NewTransport,
} from '@modelcontextprotocol/client';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as OldTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  ListRootsRequestSchema,
  ResourceUpdatedNotificationSchema,
  ToolListChangedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';

interface Progress {
  readonly progress: number;
  readonly total?: number | undefined;
}

interface CallOptions {
  readonly signal?: AbortSignal;
  readonly onprogress?: (progress: Progress) => void;
}

/** RealClient is an official client, as far as both SDKs can do the same. */
export interface RealClient {
  /** The texts of a tool's answer, joined. */
  call(name: string, args?: Record<string, unknown>, options?: CallOptions): Promise<string>;
  tools(): Promise<string[]>;
  prompts(): Promise<string[]>;
  prompt(name: string): Promise<string>;
  resources(): Promise<string[]>;
  read(uri: string): Promise<string>;
  /** Hears of changes of the tool list, and of a resource, from now on. */
  watch(uri: string | undefined): Promise<void>;
  /** What was heard, in order: `tools`, or a URI. */
  readonly heard: readonly string[];
  close(): Promise<void>;
}

export type ConnectClient = (url: string, key?: string) => Promise<RealClient>;

const INFO = { name: 'a test', version: '1.0.0' };
const CAPABILITIES = { sampling: {}, elicitation: {}, roots: {} };
const PERSON = { action: 'accept' as const, content: { username: 'ada', email: 'ada@example.com' } };
const MODEL = {
  role: 'assistant' as const,
  content: { type: 'text' as const, text: 'the model says so' },
  model: 'a model',
  stopReason: 'endTurn' as const,
};
const ROOTS = { roots: [{ uri: 'file:///home/ada' }] };

function headersFor(key: string | undefined): { requestInit: RequestInit } {
  return { requestInit: { headers: key === undefined ? {} : { authorization: `Bearer ${key}` } } };
}

function textsOf(result: unknown): string {
  const { content } = result as { content: { text?: string }[] };
  return content.map(({ text = '' }) => text).join('\n');
}

/** connectOld is the v1 SDK: a handshake and a session. */
export const connectOld: ConnectClient = async (url, key) => {
  const client = new OldClient(INFO, { capabilities: CAPABILITIES });
  const heard: string[] = [];
  client.setRequestHandler(ElicitRequestSchema, () => PERSON);
  client.setRequestHandler(CreateMessageRequestSchema, () => MODEL);
  client.setRequestHandler(ListRootsRequestSchema, () => ROOTS);
  client.setNotificationHandler(ToolListChangedNotificationSchema, () => void heard.push('tools'));
  client.setNotificationHandler(
    ResourceUpdatedNotificationSchema,
    ({ params }) => void heard.push(params.uri),
  );
  await client.connect(new OldTransport(new URL(url), headersFor(key)));
  return {
    heard,
    call: async (name, args, options) =>
      textsOf(await client.callTool({ name, arguments: args }, undefined, options)),
    tools: async () => (await client.listTools()).tools.map(({ name }) => name),
    prompts: async () => (await client.listPrompts()).prompts.map(({ name }) => name),
    prompt: async (name) => JSON.stringify((await client.getPrompt({ name })).messages),
    resources: async () => (await client.listResources()).resources.map(({ uri }) => uri),
    read: async (uri) => JSON.stringify((await client.readResource({ uri })).contents),
    watch: async (uri) => {
      if (uri !== undefined) await client.subscribeResource({ uri });
    },
    close: () => client.close(),
  };
};

/** connectNew is the v2 SDK with `auto`: it asks what the server speaks, and finds the era without sessions. */
export const connectNew: ConnectClient = async (url, key) => {
  const client = new NewClient(INFO, { capabilities: CAPABILITIES, versionNegotiation: { mode: 'auto' } });
  const heard: string[] = [];
  client.setRequestHandler('elicitation/create', () => PERSON);
  client.setRequestHandler('sampling/createMessage', () => MODEL);
  client.setRequestHandler('roots/list', () => ROOTS);
  client.setNotificationHandler('notifications/tools/list_changed', () => void heard.push('tools'));
  client.setNotificationHandler(
    'notifications/resources/updated',
    ({ params }) => void heard.push(params.uri),
  );
  await client.connect(new NewTransport(new URL(url), headersFor(key)));
  return {
    heard,
    call: async (name, args, options) => textsOf(await client.callTool({ name, arguments: args }, options)),
    tools: async () => (await client.listTools()).tools.map(({ name }) => name),
    prompts: async () => (await client.listPrompts()).prompts.map(({ name }) => name),
    prompt: async (name) => JSON.stringify((await client.getPrompt({ name })).messages),
    resources: async () => (await client.listResources()).resources.map(({ uri }) => uri),
    read: async (uri) => JSON.stringify((await client.readResource({ uri })).contents),
    watch: async (uri) => {
      const resourceSubscriptions = uri === undefined ? [] : [uri];
      await client.listen({ toolsListChanged: true, resourceSubscriptions });
    },
    close: () => client.close(),
  };
};
