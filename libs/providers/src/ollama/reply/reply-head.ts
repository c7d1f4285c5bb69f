import { randomBytes } from 'node:crypto';

/** ReplyHead is what every chunk of one reply repeats. */
export interface ReplyHead {
  readonly id: string;
  /** Unix seconds. */
  readonly created: number;
  /** The name that the client asked for. */
  readonly model: string;
}

/** replyHead mints a reply's identity; ids of the upstream repeat too soon to serve. */
export function replyHead(prefix: 'chatcmpl-' | 'cmpl-', model: string): ReplyHead {
  return { id: mintId(prefix), created: Math.floor(Date.now() / 1000), model };
}

export function mintId(prefix: string): string {
  return prefix + randomBytes(12).toString('hex');
}
