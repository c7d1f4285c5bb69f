import { createMcpHandler, type McpHttpHandler, type McpServer } from '@modelcontextprotocol/server';
import type { Exchange } from '@app/http';
import { DomainError } from '@app/kernel';
import { abortSignalOf } from './abort-signal.js';
import { sendAnswer } from './send-answer.js';

/**
 * McpDoor serves MCP over HTTP to clients of both eras, without sessions: each request stands for itself, so that a
 * client of old has to close the response to cancel its call.
 */
export class McpDoor {
  private readonly handler: McpHttpHandler;

  constructor(server: () => McpServer, report: (text: string) => void) {
    this.handler = createMcpHandler(server, {
      onerror: ({ name }) => report(`an MCP request failed: ${name}`),
    });
  }

  /** serve answers an exchange whose body was read, on its own response. */
  async serve(exchange: Exchange): Promise<void> {
    if (exchange.request.method === 'POST' && exchange.body === undefined)
      throw new DomainError('invalid_json', 'the body is empty, wanted a JSON-RPC message');
    const answer = await this.handler.fetch(webRequest(exchange), { parsedBody: exchange.body });
    await sendAnswer(exchange, answer);
  }

  close(): Promise<void> {
    return this.handler.close();
  }
}

/** The head alone: a Host header was checked before, and must not be able to spoil the URL. */
function webRequest(exchange: Exchange): Request {
  const { headers: given, method = 'GET' } = exchange.request;
  const headers = new Headers();
  for (const [name, value] of Object.entries(given)) {
    for (const part of [value ?? []].flat()) headers.append(name, part);
  }
  return new Request('http://training/mcp', { method, headers, signal: abortSignalOf(exchange) });
}
