import type { Socket } from 'node:net';
import type { Duplex, Readable, Writable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { LentContainer } from './lent-container.js';

type Lendable = Pick<LentContainer, 'stdin' | 'stdout' | 'ended'>;

export type LendingEnd = 'server ended' | 'router left' | 'input ended' | 'takes no input' | 'worker stops';

/** A server whose input has ended has so long to end itself, as MCP's stdio transport wants it to. */
const GRACE_MS = 5_000;
/** For a router to take the last of the output. */
const LINGER_MS = 60_000;
/** The engine tells that a server has ended after its output has, on which the router leaves. */
const ENDING_MS = 2_000;

/**
 * lend joins the streams of a container with a router's connection, each direction no faster than its reader takes it,
 * and resolves with why that is over; the connection is closed then, the container is the caller's to remove. When
 * the server ends by itself, all that it said has been sent.
 *
 * `stallMs` is how long a server may leave its input unread: a connection that is not read hides that its other
 * side has died. What the container says goes `through` something on its way, if that is given.
 */
export async function lend(
  container: Lendable,
  socket: Socket,
  stallMs: number,
  stop: AbortSignal,
  through?: Duplex,
): Promise<LendingEnd> {
  if (socket.destroyed) return 'router left';
  const over = firstEnd(container, socket, stallMs, stop);
  socket.pipe(container.stdin);
  if (through === undefined) container.stdout.pipe(socket);
  else {
    container.stdout.pipe(through, { end: false }).pipe(socket);
    // The last words come after the last output.
    void container.ended.then(() => through.end());
  }
  const end = await over;
  if (end === 'server ended') await closed(socket, stop);
  socket.destroy();
  return end;
}

type Settle = (end: LendingEnd) => void;

async function firstEnd(
  container: Lendable,
  socket: Socket,
  stallMs: number,
  stop: AbortSignal,
): Promise<LendingEnd> {
  const { promise, resolve } = Promise.withResolvers<LendingEnd>();
  const undo = [
    watchRouter(socket, container.stdout, resolve),
    watchInput(container.stdin, socket, stallMs, resolve),
    watchStop(stop, resolve),
  ];
  void container.ended.then(() => resolve('server ended'));
  const end = await promise;
  for (const each of undo) each();
  return end;
}

function watchRouter(socket: Socket, output: Readable, settle: Settle): () => void {
  let grace: NodeJS.Timeout | undefined;
  const left = () => {
    clearTimeout(grace);
    if (output.readableEnded) grace = setTimeout(() => settle('router left'), ENDING_MS);
    else settle('router left');
  };
  const ended = () => void (grace = setTimeout(() => settle('input ended'), GRACE_MS));
  socket.on('close', left).on('end', ended);
  return () => {
    clearTimeout(grace);
    socket.off('close', left).off('end', ended);
  };
}

/** The connection is paused while the server's input is full. */
function watchInput(stdin: Writable, socket: Socket, stallMs: number, settle: Settle): () => void {
  let stall: NodeJS.Timeout | undefined;
  const taken = () => clearTimeout(stall);
  const full = () => {
    taken();
    if (stdin.writableNeedDrain) stall = setTimeout(() => settle('takes no input'), stallMs);
  };
  socket.on('pause', full);
  stdin.on('drain', taken);
  return () => {
    taken();
    socket.off('pause', full);
    stdin.off('drain', taken);
  };
}

function watchStop(stop: AbortSignal, settle: Settle): () => void {
  const stopped = () => settle('worker stops');
  if (stop.aborted) stopped();
  stop.addEventListener('abort', stopped, { once: true });
  return () => stop.removeEventListener('abort', stopped);
}

/** What the router still sends is read and dropped: a connection that is not read does not tell of its end. */
async function closed(socket: Socket, stop: AbortSignal): Promise<void> {
  if (socket.destroyed) return;
  const over = new AbortController();
  socket.once('close', () => over.abort());
  socket.resume();
  const signal = AbortSignal.any([over.signal, stop]);
  await pause(LINGER_MS, undefined, { signal }).catch(() => undefined);
}
