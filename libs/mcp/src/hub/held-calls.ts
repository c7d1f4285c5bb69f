import { randomUUID } from 'node:crypto';
import { DomainError } from '@app/kernel';
import type { Conversation } from './conversation.js';
import type { HubLimits } from './hub-limits.js';

/** Whose a call is, and at which server it waits. */
interface Whose {
  readonly server: string;
  readonly owner: string;
}

interface Held extends Whose {
  readonly conversation: Conversation;
  readonly since: number;
  timer: NodeJS.Timeout;
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
  hold(conversation: Conversation, whose: Whose): string {
    const id = randomUUID();
    const timer = this.#expireIn(id, this.limits.heldMs);
    this.#held.set(id, { ...whose, conversation, since: performance.now(), timer });
    return id;
  }

  /**
   * contest is told that `owner` begins a call at a server which cannot say which call its question belongs to: what others
   * have left open there for long is ended at once, and what they left lately is not waited for much longer.
   */
  contest({ server, owner }: Whose): void {
    const { heldMs, contestedMs } = this.limits;
    for (const [id, held] of this.#held) {
      if (held.server !== server || held.owner === owner) continue;
      const left = held.since + Math.min(heldMs, contestedMs) - performance.now();
      clearTimeout(held.timer);
      if (left <= 0) this.#expire(id);
      else held.timer = this.#expireIn(id, left);
    }
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

  #expireIn(id: string, milliseconds: number): NodeJS.Timeout {
    return setTimeout(() => this.#expire(id), milliseconds).unref();
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
