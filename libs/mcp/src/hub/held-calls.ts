import { randomUUID } from 'node:crypto';
import { DomainError } from '@app/kernel';
import type { Conversation } from './conversation.js';
import type { HubLimits } from './hub-limits.js';

interface Held {
  readonly conversation: Conversation;
  readonly timer: NodeJS.Timeout;
}

/** HeldCalls keeps calls whose server waits for an answer of a client that has gone to find it: so many, and so long. */
export class HeldCalls {
  readonly #held = new Map<string, Held>();
  readonly #asking = new Map<Conversation, string>();

  constructor(private readonly limits: HubLimits) {}

  get size(): number {
    return this.#held.size;
  }

  /** admit is asked before a question: false when its client has too many open, or all clients together. */
  admit(conversation: Conversation, principal: string): boolean {
    if (this.#asking.has(conversation)) return true;
    const { heldCalls, heldCallsOfOne } = this.limits;
    if (this.#asking.size >= heldCalls) return false;
    let own = 0;
    for (const other of this.#asking.values()) if (other === principal) own += 1;
    if (own >= heldCallsOfOne) return false;
    this.#asking.set(conversation, principal);
    return true;
  }

  /** hold keeps the call for one more request, and returns what that request has to name. */
  hold(conversation: Conversation): string {
    const id = randomUUID();
    const timer = setTimeout(() => this.#expire(id), this.limits.heldMs);
    timer.unref();
    this.#held.set(id, { conversation, timer });
    return id;
  }

  /** take hands a call out once; undefined when it is not there any more. */
  take(id: unknown): Conversation | undefined {
    const held = typeof id === 'string' ? this.#held.get(id) : undefined;
    if (held === undefined) return undefined;
    clearTimeout(held.timer);
    this.#held.delete(String(id));
    return held.conversation;
  }

  release(conversation: Conversation): void {
    this.#asking.delete(conversation);
  }

  close(): void {
    for (const id of this.#held.keys()) this.#end(id, 'mcp_cancelled', 'the router is stopping');
  }

  #expire(id: string): void {
    this.#end(id, 'mcp_timeout', 'the client did not answer in time');
  }

  #end(id: string, code: string, message: string): void {
    const conversation = this.take(id);
    if (conversation === undefined) return;
    this.release(conversation);
    conversation.cancel(new DomainError(code, message));
  }
}
