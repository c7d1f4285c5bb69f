import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { type StreamScript, writeScript } from '../scripted-text.ts';

/** Target is what load is sent to: a port of this machine, and the headers that it wants. */
export interface Target {
  readonly port: number;
  readonly headers: Readonly<Record<string, string>>;
}

const SYSTEM = 'You are a careful assistant. Answer in one short paragraph, and say so when you do not know.';

/** wholeRequest builds the bytes of a chat request for an answer in one piece. */
export function wholeRequest(target: Target): Buffer {
  return chatRequest(target, 'How is the night shift going? Anything that I should look at?', {});
}

/** streamRequest builds the bytes of a chat request for a scripted stream. */
export function streamRequest(target: Target, script: StreamScript): Buffer {
  return chatRequest(target, writeScript(script), { stream: true });
}

function chatRequest(target: Target, content: string, extra: object): Buffer {
  const messages = [
    { role: 'system', content: SYSTEM },
    { role: 'user', content },
  ];
  const body = JSON.stringify({ model: 'bench', messages, temperature: 0.2, max_tokens: 256, ...extra });
  const headers = { ...target.headers, 'Content-Length': String(Buffer.byteLength(body)) };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(
    `POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:${target.port}\r\nContent-Type: application/json\r\n` +
      `${lines.join('')}\r\n${body}`,
  );
}

/** openSocket connects to a target; `onBytes` gets a view that is only good until it returns. */
export async function openSocket(target: Target, onBytes: (bytes: Buffer) => void): Promise<Socket> {
  const callback = (length: number, buffer: Uint8Array): boolean => {
    onBytes(Buffer.from(buffer.buffer, buffer.byteOffset, length));
    return true;
  };
  const onread = { buffer: Buffer.allocUnsafeSlow(16_384), callback };
  const socket = connect({ host: '127.0.0.1', port: target.port, noDelay: true, onread });
  await once(socket, 'connect');
  return socket;
}
