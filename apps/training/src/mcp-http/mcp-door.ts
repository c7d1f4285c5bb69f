import { createMcpHandler, type McpHttpHandler, type McpServer } from '@modelcontextprotocol/server';
import type { Exchange } from '@app/http';
import { DomainError, isJsonObject } from '@app/kernel';
import type { CallsAtOnce } from '../calls-at-once.js';
import { abortSignalOf } from './abort-signal.js';
import { sendAnswer } from './send-answer.js';

/**
 * McpDoor serves MCP over HTTP to clients of both eras, without sessions: each request stands for itself, so that a
 * client of old has to close the response to cancel its call.
 */
export class McpDoor {
  private readonly handler: McpHttpHandler;

  constructor(
    server: () => McpServer,
    private readonly calls: CallsAtOnce,
    report: (text: string) => void,
  ) {
    this.handler = createMcpHandler(server, {
      onerror: ({ name }) => report(`an MCP request failed: ${name}`),
    });
  }

  /** serve answers an exchange whose body was read, on its own response. */
  async serve(exchange: Exchange): Promise<void> {
    if (exchange.request.method === 'POST' && exchange.body === undefined)
      throw new DomainError('invalid_json', 'the body is empty, wanted a JSON-RPC message');
    const answer = () => this.answer(exchange);
    await (isQuestion(exchange.body) ? answer() : this.calls.run(answer));
  }

  private async answer(exchange: Exchange): Promise<void> {
    const answer = await this.handler.fetch(webRequest(exchange), { parsedBody: exchange.body });
    await sendAnswer(exchange, answer);
  }

  close(): Promise<void> {
    return this.handler.close();
  }
}

/** All but calls of tools, and what may hold some. */
function isQuestion(body: unknown): boolean {
  return body === undefined || (isJsonObject(body) && body['method'] !== 'tools/call');
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
