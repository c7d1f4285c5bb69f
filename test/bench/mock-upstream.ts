// An OpenAI-compatible upstream that costs next to nothing: it shares a core with the load generator, so it
// works on raw sockets with answers built beforehand. It reads requests with a Content-Length only.
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { readScript } from './scripted-text.ts';
import { MockStream } from './mock-stream.ts';

const HEAD_END = '\r\n\r\n';
const ANSWER = jsonAnswer({
  id: 'chatcmpl-bench',
  object: 'chat.completion',
  created: 1_790_000_000,
  model: 'bench',
  choices: [
    { index: 0, message: { role: 'assistant', content: 'All quiet. '.repeat(6) }, finish_reason: 'stop' },
  ],
  usage: { prompt_tokens: 21, completion_tokens: 18, total_tokens: 39 },
});
const MODELS = jsonAnswer({
  object: 'list',
  data: [{ id: 'bench', object: 'model', created: 1, owned_by: 'mock' }],
});

/** What the mock saw since the last reset; times are CLOCK_MONOTONIC milliseconds, equal in every process. */
export interface MockState {
  sockets: number;
  streams: number;
  aborts: Record<string, number>;
}
const state: MockState = { sockets: 0, streams: 0, aborts: {} };

function jsonAnswer(value: unknown): Buffer {
  const body = JSON.stringify(value);
  const head = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}`;
  return Buffer.from(head + HEAD_END + body);
}

function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}

function startStream(socket: Socket, body: string): void {
  const script = readScript(body);
  if (!script) return void socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n');
  state.streams += 1;
  const stream = new MockStream(socket, script, body.includes('"include_usage":true'), () => {
    socket.off('close', aborted);
    socket.off('end', aborted);
    state.streams -= 1;
  });
  const aborted = (): void => {
    state.aborts[script.seed] = monotonicMs();
    stream.stop();
  };
  socket.once('end', aborted).once('close', aborted);
}

/** control answers `GET /bench/state`; with `?reset` the aborts start afresh after it. */
function control(socket: Socket, head: string): void {
  socket.write(jsonAnswer(state));
  if (head.includes('?reset')) state.aborts = {};
}

function answer(socket: Socket, head: string, body: Buffer): void {
  if (head.startsWith('GET /bench/state')) return control(socket, head);
  if (head.startsWith('GET')) return void socket.write(MODELS);
  if (body.includes('"stream":true')) return startStream(socket, body.toString());
  socket.write(ANSWER);
}

/** takeRequest answers the first whole request in the bytes and gives back the bytes after it. */
function takeRequest(socket: Socket, bytes: Buffer): Buffer | undefined {
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd < 0) return undefined;
  const head = bytes.toString('latin1', 0, headEnd);
  const length = Number(/content-length: *(\d+)/i.exec(head)?.[1] ?? 0);
  const end = headEnd + HEAD_END.length + length;
  if (bytes.length < end) return undefined;
  answer(socket, head, bytes.subarray(end - length, end));
  return bytes.subarray(end);
}

function serve(socket: Socket): void {
  let pending: Buffer = Buffer.alloc(0);
  state.sockets += 1;
  socket.setNoDelay(true);
  socket.on('close', () => (state.sockets -= 1));
  // A reset by the gateway is what an abort looks like from here; 'close' follows and records it.
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: Buffer) => {
    pending = pending.length ? Buffer.concat([pending, chunk]) : chunk;
    for (let rest = takeRequest(socket, pending); rest; rest = takeRequest(socket, pending)) pending = rest;
  });
}

const server = createServer(serve).listen(0, '127.0.0.1', 1024, () => {
  process.send?.({ port: (server.address() as AddressInfo).port });
});
process.once('disconnect', () => process.exit(0));
