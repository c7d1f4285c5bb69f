import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Origin } from './origin.js';

/** SocketUser hears of what happens to a socket, of each thing once but for `received`. */
export interface SocketUser {
  opened(): void;
  /** received gets the first `size` bytes of `bytes`; when they are `lent`, for the time of the call alone. */
  received(bytes: Buffer, size: number, lent: boolean): void;
  /** ended says that the other side has sent its last byte. */
  ended(): void;
  failed(error: Error): void;
  closed(): void;
}

/** Probes find out that a host has gone while a call waits for it. */
const ALWAYS = { noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 };

/**
 * All TCP connections read into this one buffer: libuv fills it and calls back before it reads anything else.
 * Without it, libuv allocates 64 KiB for each read.
 */
const readBuffer = Buffer.allocUnsafeSlow(64 * 1024);

/** openSocket begins to connect; with TLS, `opened` means that the server has been verified. */
export function openSocket(origin: Origin, user: SocketUser): Socket {
  const socket = origin.tls === undefined ? openTcp(origin, user) : openTls(origin, origin.tls, user);
  return socket
    .on('end', () => user.ended())
    .on('error', (error) => user.failed(error))
    .on('close', () => user.closed());
}

function openTcp({ host, port }: Origin, user: SocketUser): Socket {
  const callback = (size: number): boolean => {
    user.received(readBuffer, size, true);
    return true;
  };
  const onread = { buffer: readBuffer, callback };
  const socket = connectTcp({ host, port, onread, ...ALWAYS });
  return socket.once('connect', () => user.opened());
}

function openTls({ host, port }: Origin, tls: NonNullable<Origin['tls']>, user: SocketUser): Socket {
  const options = { ...tls, rejectUnauthorized: true, ALPNProtocols: ['http/1.1'] };
  const socket = connectTls({ host, port, ...options, ...ALWAYS });
  socket.on('data', (bytes: Buffer) => user.received(bytes, bytes.length, false));
  return socket.once('secureConnect', () => user.opened());
}
