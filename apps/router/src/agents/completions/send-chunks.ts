import { openAiError, type Exchange } from '@app/http';
import { DomainError } from '@app/kernel';
import { sseFrame } from '@app/providers';
import { ROUTER_ERRORS } from '../../router-errors.js';

/** Proxies close a stream that is silent for a minute, and tools may take longer. */
const HEARTBEAT_MS = 15_000;

/**
 * sendChunks answers an exchange with a chat completion's chunks, no faster than they are read, and `[DONE]`. What
 * breaks them off is told by one error event, without `[DONE]`.
 */
export async function sendChunks(
  { response, signal, id }: Exchange,
  chunks: AsyncIterable<object>,
): Promise<void> {
  response.writeHead(200, {
    'x-request-id': id,
    'content-type': 'text/event-stream',
    'cache-control': 'no-cache',
    'x-accel-buffering': 'no',
  });
  const heartbeat = setInterval(() => response.write(': still here\n\n'), HEARTBEAT_MS);
  try {
    for await (const chunk of chunks) {
      if (response.destroyed) return;
      if (!response.write(sseFrame(JSON.stringify(chunk)))) await writable(response);
    }
    response.write(sseFrame('[DONE]'));
  } catch (error) {
    const told = signal.reason instanceof DomainError ? signal.reason : error;
    if (!(told instanceof DomainError)) throw error;
    response.write(sseFrame(JSON.stringify(openAiError(told, ROUTER_ERRORS[told.code] ?? 500))));
  } finally {
    clearInterval(heartbeat);
    response.end();
  }
}

function writable(response: Exchange['response']): Promise<void> {
  return new Promise((resolve) => {
    const proceed = () => {
      response.off('drain', proceed);
      response.off('close', proceed);
      resolve();
    };
    response.on('drain', proceed).on('close', proceed);
    if (response.destroyed) proceed();
  });
}
