import { once } from 'node:events';
import type { Exchange } from '@app/http';
import { DomainError } from '@app/kernel';

/** sendAnswer writes what the SDK answers, as fast as the client reads it and no faster; it ends when the client leaves. */
export async function sendAnswer(exchange: Exchange, answer: Response): Promise<void> {
  const { response, signal, id } = exchange;
  if (signal.aborted) {
    await answer.body?.cancel();
    if (signal.reason instanceof DomainError) throw signal.reason;
    return;
  }
  response.writeHead(answer.status, { ...Object.fromEntries(answer.headers), 'x-request-id': id });
  if (answer.body) await pump(exchange, answer.body.getReader());
  response.end();
}

async function pump({ response, signal }: Exchange, reader: ReadableStreamDefaultReader<Uint8Array>) {
  const over = new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  void over.then(() => reader.cancel());
  response.flushHeaders();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    if (!response.write(next.value)) await Promise.race([once(response, 'drain'), over]);
  }
}
