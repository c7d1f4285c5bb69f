import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';

interface RecordedCall {
  readonly method: string;
  /** As it was sent, query included. */
  readonly path: string;
}

/** RecordingProxy stands before an engine's socket, passes everything on both ways as it comes, and notes each request. */
export interface RecordingProxy {
  readonly socket: string;
  /** In the order of arrival. */
  readonly calls: readonly RecordedCall[];
  /** The calls that may change something. */
  readonly changes: readonly RecordedCall[];
  /** called resolves with the next request that matches. */
  called(matches: (call: RecordedCall) => boolean): Promise<RecordedCall>;
  forget(): void;
  close(): Promise<void>;
}

type Watcher = (call: RecordedCall) => void;

const READS = new Set(['GET', 'HEAD']);

/** startRecordingProxy listens on a socket of its own in front of `engine`. */
export async function startRecordingProxy(engine: string): Promise<RecordingProxy> {
  const folder = await mkdtemp(join(tmpdir(), 'switchyard-recorded-'));
  const socket = join(folder, 'docker.sock');
  const calls: RecordedCall[] = [];
  const watchers = new Set<Watcher>();
  const note = ({ method = '', url: path = '' }: IncomingMessage) => {
    calls.push({ method, path });
    for (const watcher of watchers) watcher({ method, path });
  };
  const server = createServer((call, answer) => {
    note(call);
    pass(engine, call, answer);
  });
  server.on('upgrade', (call, client, head) => {
    note(call);
    passRaw(engine, call, client, head);
  });
  server.listen(socket);
  await once(server, 'listening');
  return {
    socket,
    calls,
    get changes() {
      return calls.filter(({ method }) => !READS.has(method));
    },
    called: (matches) => next(watchers, matches),
    forget: () => void calls.splice(0),
    close: async () => {
      server.close();
      server.closeAllConnections();
      await rm(folder, { recursive: true });
    },
  };
}

function next(watchers: Set<Watcher>, matches: (call: RecordedCall) => boolean): Promise<RecordedCall> {
  return new Promise((resolve) => {
    const watcher: Watcher = (call) => {
      if (!matches(call)) return;
      watchers.delete(watcher);
      resolve(call);
    };
    watchers.add(watcher);
  });
}

/** Either side that breaks off takes the other along, so that each sees what it would see without us. */
function pass(engine: string, call: IncomingMessage, answer: ServerResponse): void {
  const { method, url: path, headers } = call;
  const onward = request({ socketPath: engine, method, path, headers, agent: false }, (got) => {
    answer.writeHead(got.statusCode ?? 502, got.headers);
    answer.flushHeaders();
    got.pipe(answer);
    got.once('error', () => answer.destroy());
  });
  onward.once('error', () => answer.destroy());
  answer.once('close', () => onward.destroy());
  call.pipe(onward);
}

function passRaw(
  engine: string,
  { method, url, rawHeaders }: IncomingMessage,
  client: Duplex,
  head: Buffer,
): void {
  const onward = connect(engine);
  const pairs = rawHeaders.map((text, place) => (place % 2 === 0 ? `${text}: ` : `${text}\r\n`));
  onward.write(`${method} ${url} HTTP/1.1\r\n${pairs.join('')}\r\n`);
  onward.write(head);
  client.pipe(onward).pipe(client);
  client.once('error', () => onward.destroy());
  onward.once('error', () => client.destroy());
}
