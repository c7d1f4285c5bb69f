import { systemClock, type Clock, type JsonObject } from '@app/kernel';
import { OVERSIZED_CODE } from '../process/child-output.js';
import { McpFailure } from '../wire/messages.js';
import type { CallBudget } from './call-budget.js';
import type { Call } from './link.js';
import { INTERNAL_ERROR, type RpcMessage } from './rpc-message.js';

/** One request on the wire. */
export interface CallInFlight {
  readonly id: number;
  readonly method: string;
  readonly call: Call;
  readonly budget: CallBudget;
  resolve(result: JsonObject): void;
  reject(error: Error): void;
  tooLarge(): Error;
}

/** Requests during which a server may turn to the client. */
const MAY_ASK: ReadonlySet<string> = new Set([
  'tools/call',
  'prompts/get',
  'resources/read',
  'completion/complete',
]);

/** So long after a call was given up a question of its server may still be about that call. */
const LATE_QUESTION_MS = 5_000;

/** CallsInFlight knows the requests of a link by the ids that the link gave them, which are their progress tokens too. */
export class CallsInFlight {
  private readonly calls = new Map<number, CallInFlight>();
  /** Whose calls were given up, by when no question about them is expected any more. */
  private readonly givenUp = new Map<string | undefined, number>();
  /** 0 is taken by the handshake; a falsy token is also overlooked by some servers. */
  private last = 0;

  /** `exclusive`: all calls are of one client, so any of them leads to it. */
  constructor(
    private readonly exclusive: boolean,
    private readonly clock: Clock = systemClock,
  ) {}

  nextId(): number {
    this.last += 1;
    return this.last;
  }

  add(call: CallInFlight): void {
    this.calls.set(call.id, call);
  }

  /** delete forgets a call; one that had no answer yet was given up. */
  delete(id: number): void {
    const call = this.calls.get(id);
    if (call === undefined) return;
    this.calls.delete(id);
    if (MAY_ASK.has(call.method))
      this.givenUp.set(call.call.owner, this.clock.monotonic() + LATE_QUESTION_MS);
  }

  get(id: number | undefined): CallInFlight | undefined {
    return id === undefined ? undefined : this.calls.get(id);
  }

  /** answersTool: what a tool answers is its client's, to the last digit; all else is read by us as well. */
  answersTool({ id, method, result }: RpcMessage): boolean {
    if (method !== undefined || result === undefined) return false;
    return this.get(Number(id))?.method === 'tools/call';
  }

  /** answer settles the call that a response is for; a late one is taken and ignored. False: the id is not of this link. */
  answer(message: RpcMessage): boolean {
    const id = Number(message.id);
    if (!Number.isSafeInteger(id) || id < 1 || id > this.last) return false;
    const call = this.calls.get(id);
    this.calls.delete(id);
    if (call !== undefined) settle(call, message);
    return true;
  }

  /** progress restarts the call's idle limit and tells its client, without the token. */
  progress(params: JsonObject | undefined): void {
    const { progressToken, ...rest } = params ?? {};
    const call = typeof progressToken === 'boolean' ? undefined : this.calls.get(Number(progressToken));
    if (call === undefined) return;
    call.budget.heard();
    call.call.onProgress?.(rest);
  }

  /**
   * The call within which a server speaks that does not say so: known only if there is no other, or if all are of one client
   * and at most one does not wait for an answer of that client already. Calls that were just given up count as well.
   */
  theOne(): CallInFlight | undefined {
    const candidates = [...this.calls.values()].filter((call) => MAY_ASK.has(call.method));
    const owners = new Set([...candidates.map(({ call }) => call.owner), ...this.ownersOfGivenUp()]);
    if (candidates.length < 2 && (this.exclusive || owners.size < 2)) return candidates[0];
    const working = candidates.filter(({ budget }) => !budget.isAsking);
    if (this.exclusive) return working.find(canAnswer) ?? candidates.find(canAnswer) ?? candidates[0];
    if (owners.size > 1 || owners.has(undefined) || working.length > 1) return undefined;
    // All wait for their client: one of them asks several things in one breath, most likely the newest.
    return working[0] ?? candidates.at(-1);
  }

  private ownersOfGivenUp(): (string | undefined)[] {
    const now = this.clock.monotonic();
    for (const [owner, until] of this.givenUp) if (until < now) this.givenUp.delete(owner);
    return [...this.givenUp.keys()];
  }

  /** The call that an unkept message belonged to; without an id it is known only when no other runs. */
  byId(id: string | number | undefined): CallInFlight | undefined {
    if (id !== undefined) return this.calls.get(Number(id));
    return this.calls.size === 1 ? [...this.calls.values()][0] : undefined;
  }

  /** failAll ends every call at once, because the link is gone. */
  failAll(error: Error): void {
    const calls = [...this.calls.values()];
    this.calls.clear();
    for (const call of calls) call.reject(error);
  }
}

const canAnswer = ({ call }: CallInFlight): boolean => call.ask !== undefined;

function settle(call: CallInFlight, { result, error }: RpcMessage): void {
  if (error?.code === OVERSIZED_CODE) call.reject(call.tooLarge());
  else if (error !== undefined) call.reject(new McpFailure(error.code, error.message, error.data));
  else if (typeof result === 'object' && result !== null) call.resolve(result);
  else call.reject(new McpFailure(INTERNAL_ERROR, 'The server answered without a result.'));
}
