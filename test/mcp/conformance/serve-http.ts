import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  localhostHostValidation,
  localhostOriginValidation,
  NodeStreamableHTTPServerTransport,
  toNodeHandler,
  toWebRequest,
} from '@modelcontextprotocol/node';
import { createMcpHandler, isLegacyRequest, type McpHttpHandler } from '@modelcontextprotocol/server';
import type { ChangingLists } from './changing-lists.ts';
import { conformanceServer } from './conformance-mcp-server.ts';

type Lists = Pick<ChangingLists, 'hasTool' | 'hasPrompt'>;

/** serveHttp serves both eras on a free port of loopback, and returns the URL. */
export async function serveHttp(lists: Lists): Promise<string> {
  const sessions = new Map<string, NodeStreamableHTTPServerTransport>();
  const modern = modernHandler(lists);
  const serveModern = toNodeHandler(modern);
  const hostIsOurs = localhostHostValidation();
  const originIsOurs = localhostOriginValidation();
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    if (!hostIsOurs(request, response) || !originIsOurs(request, response)) return;
    const body = await bodyOf(request);
    const isLegacy = await isLegacyRequest(await toWebRequest(request, body), body);
    if (isLegacy) await serveLegacy(sessions, lists, request, response, body);
    else await serveModern(request, response, body);
  };
  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      response.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://localhost:${(server.address() as AddressInfo).port}/mcp`;
}

function modernHandler(lists: Lists): McpHttpHandler {
  const announce = {
    tools: () => handler.notify.toolsChanged(),
    prompts: () => handler.notify.promptsChanged(),
    resource: (uri: string) => handler.notify.resourceUpdated(uri),
  };
  const factory = () => conformanceServer(withAnnounce(lists, announce));
  const handler = createMcpHandler(factory, { legacy: 'reject' });
  return handler;
}

/** The lists are those of the whole process; what is announced is each kind of server's own. */
function withAnnounce(lists: Lists, announce: NonNullable<ChangingLists['announce']>): ChangingLists {
  return {
    get hasTool() {
      return lists.hasTool;
    },
    set hasTool(value) {
      lists.hasTool = value;
    },
    get hasPrompt() {
      return lists.hasPrompt;
    },
    set hasPrompt(value) {
      lists.hasPrompt = value;
    },
    announce,
  };
}

async function serveLegacy(
  sessions: Map<string, NodeStreamableHTTPServerTransport>,
  lists: Lists,
  request: IncomingMessage,
  response: ServerResponse,
  body: unknown,
): Promise<void> {
  const id = request.headers['mcp-session-id'];
  const known = typeof id === 'string' ? sessions.get(id) : undefined;
  if (id !== undefined && !known) {
    response.writeHead(404).end();
    return;
  }
  const transport = known ?? (await newSession(sessions, lists));
  await transport.handleRequest(request, response, body);
}

async function newSession(
  sessions: Map<string, NodeStreamableHTTPServerTransport>,
  lists: Lists,
): Promise<NodeStreamableHTTPServerTransport> {
  const transport = new NodeStreamableHTTPServerTransport({
    sessionIdGenerator: () => randomUUID(),
    onsessioninitialized: (id) => void sessions.set(id, transport),
    onsessionclosed: (id) => void sessions.delete(id),
  });
  await conformanceServer(lists).connect(transport);
  return transport;
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const text = Buffer.concat(parts).toString();
  return text === '' ? undefined : JSON.parse(text);
}
