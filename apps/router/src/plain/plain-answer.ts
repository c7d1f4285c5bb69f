import type { Exchange } from '@app/http';
import { DomainError, isJsonObject, type JsonObject } from '@app/kernel';
import type { McpFailure, McpNotification } from '@app/mcp';
import { SERVER_INFO_META_KEY } from '@modelcontextprotocol/server';
import type { RequestId } from '../legacy/request-ids.js';
import type { FailureStatus } from '../mcp/failure-status.js';
import { MOST_UNREAD } from '../mcp/send-response.js';
import { REQUEST_ID } from '../mcp/web-request.js';

/** In the modern era the code of a missing resource is one of wrong params; clients of old know that one too. */
const MISSING_RESOURCE = -32_002;
const INVALID_PARAMS = -32_602;

type Headers = Readonly<Record<string, string>>;

/** PlainAnswer is the answer to one plain call: JSON in one piece, unless something has to be told before. */
export class PlainAnswer {
  private streams = false;

  constructor(
    private readonly exchange: Exchange,
    private readonly id: RequestId,
    private readonly headers: Headers = {},
  ) {}

  /** tell begins a stream, which `result` and `failure` then end. A reader that leaves too much unread is cut off. */
  tell({ method, params }: McpNotification): void {
    const { response, signal } = this.exchange;
    if (signal.aborted || response.writableEnded) return;
    if (!this.streams) this.beginStream();
    if (response.writableLength <= MOST_UNREAD)
      this.event({ jsonrpc: '2.0', method, ...(params && { params }) });
    else {
      this.exchange.errorCode = 'reader_too_slow';
      response.destroy();
    }
  }

  result(result: JsonObject): void {
    this.end({ result, jsonrpc: '2.0', id: this.id }, { status: 200, headers: {} });
  }

  /** failure answers with the status given, if that can still be said. */
  failure(failure: McpFailure, status: FailureStatus): void {
    this.end({ jsonrpc: '2.0', id: this.id, error: errorOf(failure) }, status);
  }

  /** nothing ends the answer to a call that gets none. */
  nothing(): void {
    if (this.isOver()) return;
    if (!this.streams) this.beginStream();
    this.exchange.response.end();
  }

  private end(message: object, { status, headers }: FailureStatus): void {
    if (this.isOver()) return;
    const { response, id } = this.exchange;
    if (this.streams) {
      this.event(message);
      response.end();
      return;
    }
    const text = JSON.stringify(message);
    response.writeHead(status, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
      [REQUEST_ID]: id,
      ...this.headers,
      ...headers,
    });
    response.end(text);
  }

  /** Throws why, when the process stops before there is an answer. */
  private isOver(): boolean {
    const { signal } = this.exchange;
    if (signal.aborted && signal.reason instanceof DomainError && !this.streams) throw signal.reason;
    return signal.aborted;
  }

  private beginStream(): void {
    this.streams = true;
    this.exchange.response.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
      [REQUEST_ID]: this.exchange.id,
      ...this.headers,
    });
  }

  private event(message: object): void {
    this.exchange.response.write(`event: message\ndata: ${JSON.stringify(message)}\n\n`);
  }
}

function errorOf({ code, message, data }: McpFailure): object {
  const told = code === MISSING_RESOURCE ? INVALID_PARAMS : code;
  return { code: Number.isSafeInteger(told) ? told : -32_603, message, ...(data !== undefined && { data }) };
}

/** asModern is a result of the modern era, which says of each what it is and who says it. */
export function asModern(result: JsonObject, server: JsonObject): JsonObject {
  const { resultType = 'complete', _meta: meta = {} } = result;
  if (!isJsonObject(meta) || meta[SERVER_INFO_META_KEY] !== undefined) return { ...result, resultType };
  return { ...result, resultType, _meta: { ...meta, [SERVER_INFO_META_KEY]: server } };
}
