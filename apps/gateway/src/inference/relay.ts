import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { DomainError } from '@app/kernel';
import { sseFrame, type ModelReply, type StreamReply, type WholeReply } from '@app/providers';
import { openAiError, type ErrorTable } from '@app/http';
import { GATEWAY_ERRORS } from './error-statuses.js';

/**
 * A short reply goes out as Latin-1 text, a character for each byte: node then joins it to the head in one write,
 * where a buffer would make two. The bytes are the same.
 */
const MOST_JOINED = 16_384;

/**
 * relay writes a provider's reply to the client and returns how it ended: `ok` or an error code. A slow reader
 * pauses the upstream. A stream that breaks off ends with one error event and without `[DONE]`. It throws for
 * nothing that an upstream or a client did.
 */
export function relay(
  reply: ModelReply,
  response: ServerResponse,
  headers: OutgoingHttpHeaders,
): Promise<string> | string {
  return reply.kind === 'whole' ? sendWhole(reply, response, headers) : sendStream(reply, response, headers);
}

function sendWhole(reply: WholeReply, response: ServerResponse, headers: OutgoingHttpHeaders): string {
  response.writeHead(200, {
    ...headers,
    ...reply.headers,
    'content-type': reply.contentType,
    'content-length': reply.bytes.length,
  });
  if (reply.bytes.length > MOST_JOINED) response.end(reply.bytes);
  else response.end(reply.bytes.toString('latin1'), 'latin1');
  return 'ok';
}

async function sendStream(
  reply: StreamReply,
  response: ServerResponse,
  headers: OutgoingHttpHeaders,
): Promise<string> {
  response.writeHead(200, {
    ...headers,
    ...reply.headers,
    'content-type': reply.contentType,
    'cache-control': 'no-cache',
    'x-accel-buffering': 'no',
  });
  const broken = await pump(reply.chunks, response);
  if (!response.destroyed)
    response.end(broken && sseFrame(JSON.stringify(openAiError(broken, statusOf(broken)))));
  return broken?.code ?? reply.observed.failure ?? 'ok';
}

/** pump returns the error that broke the stream off, if one did. */
async function pump(
  chunks: AsyncIterable<Buffer>,
  response: ServerResponse,
): Promise<DomainError | undefined> {
  try {
    for await (const chunk of chunks) {
      if (response.destroyed) return gone();
      if (!response.write(chunk)) await writable(response);
    }
    return response.destroyed ? gone() : undefined;
  } catch (error) {
    if (error instanceof DomainError) return error;
    response.destroy();
    throw error;
  }
}

function writable(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const proceed = () => {
      response.off('drain', proceed);
      response.off('close', proceed);
      resolve();
    };
    response.on('drain', proceed);
    response.on('close', proceed);
    if (response.destroyed) proceed();
  });
}

/** The status is too late to send; it still decides which type of error the event names. */
function statusOf({ code }: DomainError): number {
  return (GATEWAY_ERRORS as ErrorTable)[code] ?? 500;
}

function gone(): DomainError {
  return new DomainError('client_closed_request', 'the client went away');
}
