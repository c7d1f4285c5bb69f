import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import {
  localhostHostValidation,
  localhostOriginValidation,
  NodeStreamableHTTPServerTransport,
} from '@modelcontextprotocol/node';

interface StdioOverHttp {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * stdioOverHttp makes a server on the standard streams reachable for a client of HTTP with sessions (revisions up to
 * 2025-11-25). Sessions come one after the other and have one process, each with a handshake of its own; every message goes
 * through as it is, so that what is right or wrong with one is the server's doing.
 */
export async function stdioOverHttp(script: string): Promise<StdioOverHttp> {
  const pipe = new Pipe(new StdioClientTransport({ command: process.execPath, args: [script] }));
  await pipe.start();
  const hostIsOurs = localhostHostValidation();
  const originIsOurs = localhostOriginValidation();
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    if (!hostIsOurs(request, response) || !originIsOurs(request, response)) return;
    const id = request.headers['mcp-session-id'];
    const session = id === undefined ? await pipe.open() : pipe.session(String(id));
    if (session === undefined) response.writeHead(404).end();
    else await session.handleRequest(request, response);
  };
  const server = createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await pipe.close();
    },
  };
}

class Pipe {
  private readonly stdio: StdioClientTransport;
  private readonly sessions = new Map<string, NodeStreamableHTTPServerTransport>();
  private newest: NodeStreamableHTTPServerTransport | undefined;
  /** Of the latest request: what the server says of its own accord belongs to it, for which the streams have no field. */
  private latest: string | number | undefined;

  constructor(stdio: StdioClientTransport) {
    this.stdio = stdio;
  }

  async start(): Promise<void> {
    // oxlint-disable-next-line unicorn/prefer-add-event-listener -- a transport of the SDK is no event target
    this.stdio.onmessage = (message) => {
      const isAnswer = !('method' in message);
      const related = isAnswer || this.latest === undefined ? {} : { relatedRequestId: this.latest };
      void this.newest?.send(message, related);
    };
    await this.stdio.start();
  }

  session(id: string): NodeStreamableHTTPServerTransport | undefined {
    return this.sessions.get(id);
  }

  async open(): Promise<NodeStreamableHTTPServerTransport> {
    const session = new NodeStreamableHTTPServerTransport({
      sessionIdGenerator: () => randomUUID(),
      onsessioninitialized: (id) => {
        this.newest = session;
        this.sessions.set(id, session);
      },
      onsessionclosed: (id) => void this.sessions.delete(id),
    });
    // oxlint-disable-next-line unicorn/prefer-add-event-listener -- a transport of the SDK is no event target
    session.onmessage = (message) => {
      if ('method' in message && 'id' in message) this.latest = message.id;
      void this.stdio.send(message);
    };
    await session.start();
    return session;
  }

  close(): Promise<void> {
    return this.stdio.close();
  }
}
