import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { AddressGuard } from '@app/kernel';

export interface Post {
  readonly url: URL;
  readonly body: string;
  /** For connecting, sending and the first line of the answer. */
  readonly timeoutMs: number;
}

/**
 * postJson posts to the address that the guard has checked and gives the status. It follows no redirect and reads nothing
 * of the answer's body. Rejects with the signal's reason, and with what the socket says.
 */
export async function postJson(post: Post, guard: AddressGuard, signal: AbortSignal): Promise<number> {
  const { url, body, timeoutMs } = post;
  const limited = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, {
      agent: false,
      lookup: guard.lookup,
      method: 'POST',
      signal: limited,
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
    });
    request.once('response', resolve);
    request.on('error', reject);
    request.end(body);
  });
  answer.destroy();
  return answer.statusCode ?? 0;
}
