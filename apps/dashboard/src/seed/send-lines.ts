import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Exchange } from '@app/http';

/** sendLines answers an exchange with JSON lines, no faster than the reader takes them, until they end or it leaves. */
export async function sendLines(
  { response, id, signal }: Exchange,
  lines: AsyncGenerator<object>,
): Promise<void> {
  response.writeHead(200, {
    'x-request-id': id,
    'content-type': 'application/x-ndjson',
    'x-accel-buffering': 'no',
  });
  response.flushHeaders();
  await pipeline(Readable.from(written(lines)), response).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}

async function* written(lines: AsyncGenerator<object>): AsyncGenerator<string> {
  for await (const line of lines) yield `${JSON.stringify(line)}\n`;
}
