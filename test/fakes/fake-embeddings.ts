import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Asked {
  readonly model: string;
  readonly input: readonly string[];
  readonly key: string | undefined;
}

export interface FakeEmbeddings {
  readonly url: string;
  readonly asked: readonly Asked[];
  /** Answers in place of vectors, when it returns something. */
  instead:
    | ((asked: Asked) => { readonly status: number; readonly body: unknown } | 'silence' | undefined)
    | undefined;
  /** Resolves when a caller has gone away without its answer. */
  readonly left: Promise<void>;
  close(): Promise<void>;
}

/** lettersOf is a vector of how often a text has each of a, b, c and d, and of one. */
function lettersOf(text: string): number[] {
  return [...['a', 'b', 'c', 'd'].map((letter) => text.split(letter).length - 1), 1];
}

/** startFakeEmbeddings answers `/embeddings` with lettersOf, the last text first, which the protocol allows. */
export async function startFakeEmbeddings(): Promise<FakeEmbeddings> {
  const asked: Asked[] = [];
  const left = Promise.withResolvers<void>();
  const answer = async (incoming: IncomingMessage, response: ServerResponse) => {
    const parts: Buffer[] = [];
    for await (const part of incoming as AsyncIterable<Buffer>) parts.push(part);
    const { model, input } = JSON.parse(Buffer.concat(parts).toString()) as Asked;
    const request = { model, input, key: incoming.headers.authorization };
    asked.push(request);
    response.once('close', () => response.writableFinished || left.resolve());
    const said = fake.instead?.(request);
    if (said === 'silence') return;
    const data = input
      .map((text, index) => ({ object: 'embedding', index, embedding: lettersOf(text) }))
      .toReversed();
    response.writeHead(said?.status ?? 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(said?.body ?? { object: 'list', model, data }));
  };
  const server = createServer((incoming, response) => void answer(incoming, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const fake: FakeEmbeddings = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    asked,
    instead: undefined,
    left: left.promise,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return fake;
}
