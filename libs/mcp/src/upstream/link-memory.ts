import { McpFailure, type McpRequest } from '../wire/messages.js';
import { internalCall } from './health-probe.js';
import type { Link } from './link.js';

const MOST = 1_000;
const REPLAY_MS = 10_000;
const REMEMBERED: ReadonlySet<string> = new Set(['resources/subscribe', 'logging/setLevel']);

/** LinkMemory repeats on a server's next link what the server was told to remember on the last: subscriptions, log level. */
export class LinkMemory {
  private readonly kept = new Map<string, McpRequest>();

  get empty(): boolean {
    return this.kept.size === 0;
  }

  /** Somebody waits for what the server will say by itself, so it is in use without calls. */
  get subscribed(): boolean {
    return [...this.kept.values()].some(({ method }) => method === 'resources/subscribe');
  }

  /** note is for requests that the server has answered. */
  note({ method, params }: McpRequest): void {
    const uri = typeof params?.uri === 'string' ? params.uri : '';
    if (method === 'resources/unsubscribe') this.kept.delete(uri);
    if (!REMEMBERED.has(method) || this.kept.size >= MOST) return;
    this.kept.set(uri, { method, params });
  }

  /** Resolves when the server knows again. What it refuses now is forgotten; a failure of the link is its next user's. */
  async replay(link: Link): Promise<void> {
    for (const [key, request] of this.kept) {
      try {
        await link.request(request, internalCall(REPLAY_MS));
      } catch (error) {
        if (!(error instanceof McpFailure)) return;
        this.kept.delete(key);
      }
    }
  }
}
