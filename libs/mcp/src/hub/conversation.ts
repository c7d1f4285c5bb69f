import { Cancellation, DomainError, isJsonObject, type CancelSignal, type JsonObject } from '@app/kernel';
import type { McpRequest } from '../wire/messages.js';
import type { HubCaller } from './hub-types.js';

/** A server of old that wants to know several things at once asks one by one, and the client gets them together. */
const NEXT_QUESTION_MS = 25;

/** Seat is the client's request that a call is answered to at the moment, with that request's own `_meta`. */
export interface Seat {
  readonly caller: HubCaller;
  readonly meta: JsonObject | undefined;
}

export type Turn =
  | { readonly result: JsonObject }
  | { readonly error: unknown }
  | { readonly questions: ReadonlyMap<string, McpRequest> };

interface Question {
  readonly request: McpRequest;
  readonly resolve: (answer: JsonObject) => void;
}

/**
 * Conversation is one call to a server, which may outlive the request that began it: a server of old waits for an answer
 * while its question travels to a modern client as a result, and the client comes back with another request.
 */
export class Conversation {
  readonly #aborter = new Cancellation();
  readonly #questions = new Map<string, Question>();
  #asked = 0;
  #seat: Seat | undefined;
  #end: { readonly result: JsonObject } | { readonly error: unknown } | undefined;
  #wake: () => void = () => undefined;
  /** What the client would have to have, because the server asked for it in vain. */
  lacking: JsonObject | undefined;

  /** Aborts when the client is gone, or never came back. */
  get signal(): CancelSignal {
    return this.#aborter;
  }

  /** Undefined while nobody is there to be told anything. */
  get seat(): Seat | undefined {
    return this.#end === undefined ? this.#seat : undefined;
  }

  get isOver(): boolean {
    return this.#end !== undefined;
  }

  begin(running: Promise<JsonObject>): void {
    running.then(
      (result) => this.#finish({ result }),
      (error: unknown) => this.#finish({ error }),
    );
  }

  /** next waits, for this request, until the call has ended or the server wants to know something. */
  async next(seat: Seat): Promise<Turn> {
    const { signal } = seat.caller;
    const leave = (): void => this.cancel(new DomainError('mcp_cancelled', 'the client cancelled the call'));
    this.#seat = seat;
    signal.addEventListener('abort', leave, { once: true });
    if (signal.aborted) leave();
    try {
      while (this.#end === undefined && this.#questions.size === 0) await this.#change();
      while (this.#end === undefined) if (!(await this.#changesSoon())) break;
    } finally {
      signal.removeEventListener('abort', leave);
      this.#seat = undefined;
    }
    return this.#end ?? { questions: this.#open() };
  }

  /** ask makes a question of the call's next turn; resolves with what the client brings back. */
  ask(request: McpRequest): Promise<JsonObject> {
    const { promise, resolve } = Promise.withResolvers<JsonObject>();
    this.#asked += 1;
    this.#questions.set(`q${this.#asked}`, { request, resolve });
    this.#wake();
    return promise;
  }

  /** answer takes what it knows the question of; a question that is left open is asked again. */
  answer(responses: unknown): void {
    if (!isJsonObject(responses)) return;
    for (const [key, question] of this.#questions) {
      const response = responses[key];
      if (!isJsonObject(response)) continue;
      this.#questions.delete(key);
      question.resolve(response);
    }
  }

  cancel(reason: DomainError): void {
    this.#aborter.abort(reason);
    this.#finish({ error: reason });
  }

  #open(): Map<string, McpRequest> {
    return new Map([...this.#questions].map(([key, { request }]) => [key, request]));
  }

  #finish(end: { readonly result: JsonObject } | { readonly error: unknown }): void {
    this.#end ??= end;
    this.#wake();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #changesSoon(): Promise<boolean> {
    return new Promise((resolve) => {
      const late = setTimeout(() => resolve(false), NEXT_QUESTION_MS);
      this.#wake = () => {
        clearTimeout(late);
        resolve(true);
      };
    });
  }
}
