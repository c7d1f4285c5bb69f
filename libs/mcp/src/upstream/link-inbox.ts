import type { JsonObject } from '@app/kernel';
import { roundNumbers } from '../numbers/replace-values.js';
import type { CallsInFlight } from './calls-in-flight.js';
import type { LinkOptions } from './link-options.js';
import type { RpcMessage } from './rpc-message.js';
import type { ServerRequests } from './server-requests.js';

/** These concern every client, in whichever stream they come. */
const FOR_ALL: ReadonlySet<string> = new Set([
  'notifications/tools/list_changed',
  'notifications/prompts/list_changed',
  'notifications/resources/list_changed',
  'notifications/resources/updated',
]);
/** The SDK's client keeps subscriptions, and these two are about them. */
const FOR_SDK: ReadonlySet<string> = new Set([
  'notifications/cancelled',
  'notifications/subscriptions/acknowledged',
]);

/** LinkInbox sorts what a server sends: answers, questions, progress, words within a call, words to everybody. */
export class LinkInbox {
  /** The last result before the first call: that of the handshake. */
  handshake: JsonObject | undefined;
  /** Set once the handshake is over; the modern era has no requests of servers. */
  takesQuestions = true;

  constructor(
    private readonly calls: CallsInFlight,
    private readonly questions: ServerRequests,
    private readonly outside: Pick<LinkOptions, 'listener' | 'logged'>,
  ) {}

  /** take returns false for what is the SDK client's. */
  take(message: RpcMessage, origin: number | undefined): boolean {
    if (!this.calls.answersTool(message)) roundNumbers(message);
    if (message.method === undefined) return this.takeAnswer(message);
    if (message.id === undefined) return this.takeNotification(message.method, message.params, origin);
    if (this.takesQuestions) void this.questions.answer(message, origin);
    return true;
  }

  private takeAnswer(message: RpcMessage): boolean {
    if (this.calls.answer(message)) return true;
    if (message.result !== undefined && !String(message.id).startsWith('listen:'))
      this.handshake = message.result;
    return false;
  }

  private takeNotification(
    method: string,
    params: JsonObject | undefined,
    origin: number | undefined,
  ): boolean {
    if (FOR_SDK.has(method)) return false;
    if (method === 'notifications/progress') this.calls.progress(params);
    else if (FOR_ALL.has(method)) this.outside.listener({ method, params });
    else this.withinCall(method, params, origin);
    return true;
  }

  private withinCall(method: string, params: JsonObject | undefined, origin: number | undefined): void {
    const call = origin === undefined ? this.calls.theOne() : this.calls.get(origin);
    call?.budget.heard();
    if (method === 'notifications/message') this.outside.logged?.(params);
    const hear = call?.call.onMessage ?? this.outside.listener;
    hear({ method, params });
  }
}
