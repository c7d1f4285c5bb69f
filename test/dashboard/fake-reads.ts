import type { IncomingMessage, ServerResponse } from 'node:http';

/** Of an answer, what the real one passes on as well. */
const TOLD = ['content-type', 'etag', 'retry-after'];

/** serveReads answers several reads at once, as `GET /bff/reads` does: each as the backend itself answers it alone. */
export async function serveReads(
  backend: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const reads = new URL(request.url ?? '/', backend).searchParams.getAll('read');
  const left = new AbortController();
  response.once('close', () => left.abort());
  response.writeHead(200, { 'content-type': 'application/x-ndjson' }).flushHeaders();
  const asking = { headers: { cookie: request.headers.cookie ?? '' }, signal: left.signal };
  await Promise.all(
    reads.map(async (path, read) => {
      const part = await partOf(await fetch(`${backend}${path}`, asking));
      response.write(`${JSON.stringify({ read, ...part })}\n`);
    }),
  ).catch((error: unknown) => {
    if (!left.signal.aborted) throw error;
  });
  response.end();
}

async function partOf(answer: Response) {
  const headers = [...answer.headers].filter(([name]) => TOLD.includes(name));
  return { status: answer.status, headers: Object.fromEntries(headers), body: await answer.text() };
}
