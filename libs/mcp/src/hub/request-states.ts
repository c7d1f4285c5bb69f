import { isJsonObject, type JsonObject, type JsonValue } from '@app/kernel';
import type { McpRequest } from '../wire/messages.js';
import { missingCapability } from './client-capabilities.js';
import type { Conversation } from './conversation.js';
import { bindingOf, type Errand } from './errand.js';
import type { HeldCalls } from './held-calls.js';
import type { HubLimits } from './hub-limits.js';
import { capabilityMissing, invalidParams, tooLarge } from './mcp-failures.js';
import { placeOf } from './place.js';
import type { Seal } from './seal.js';

const LONGEST_STATE = 48 * 1024;

/** What a modern client brings back: a call that is still held, or what a modern server wants to see again. */
export type Returned = { readonly held: Conversation } | { readonly retry: JsonObject };

/**
 * RequestStates seals what a modern client carries between two requests: a handle of a held call, or the state of a modern
 * server. It opens for the same principal, view, server, method and arguments alone, and for as long as calls are held.
 */
export class RequestStates {
  constructor(
    private readonly seal: Seal,
    private readonly held: HeldCalls,
    private readonly limits: HubLimits,
  ) {}

  /** returned throws -32602 for a state that is not good here and now. */
  returned(errand: Errand): Returned {
    const { inputResponses, requestState } = errand.retry;
    const answers: JsonObject = isJsonObject(inputResponses) ? { inputResponses } : {};
    if (errand.caller.era === 'legacy') return { retry: {} };
    if (requestState === undefined) return { retry: answers };
    const opened = this.seal.open(requestState, bindingOf(errand));
    if (opened === undefined) throw notGood();
    if (typeof opened['state'] === 'string') return { retry: { ...answers, requestState: opened['state'] } };
    const held = this.held.take(opened['held']);
    if (held === undefined) throw notGood();
    return { held };
  }

  /** questions makes a result of what a server of old wants to know, and holds its call. */
  questions(errand: Errand, conversation: Conversation, open: ReadonlyMap<string, McpRequest>): JsonObject {
    const inputRequests: JsonObject = {};
    for (const [key, { method, params }] of open) {
      inputRequests[key] = params === undefined ? { method } : { method, params };
    }
    const whose = { server: errand.server.id, owner: placeOf(errand.caller) };
    const requestState = this.#sealed(errand, { held: this.held.hold(conversation, whose) });
    return { resultType: 'input_required', inputRequests, requestState };
  }

  /** wrapped seals the state of a modern server's result. Throws -32021 if it wants what the client cannot do. */
  wrapped(errand: Errand, result: JsonObject): JsonObject {
    const missing = missingFor(result['inputRequests'], errand.caller.capabilities);
    if (missing !== undefined) throw capabilityMissing(missing);
    const state = result['requestState'];
    if (typeof state !== 'string') return result;
    const bytes = Buffer.byteLength(state);
    if (bytes > LONGEST_STATE) throw tooLarge('requestState', errand.server.id, bytes, LONGEST_STATE);
    return { ...result, requestState: this.#sealed(errand, { state }) };
  }

  #sealed(errand: Errand, payload: JsonObject): string {
    return this.seal.seal(payload, bindingOf(errand), this.limits.heldMs);
  }
}

function notGood(): Error {
  return invalidParams('requestState is not good for this request, or has expired');
}

function missingFor(requests: JsonValue | undefined, capabilities: JsonObject): JsonObject | undefined {
  for (const request of Object.values(isJsonObject(requests) ? requests : {})) {
    if (!isJsonObject(request) || typeof request['method'] !== 'string') continue;
    const params = isJsonObject(request['params']) ? request['params'] : undefined;
    const missing = missingCapability(capabilities, { method: request['method'], params });
    if (missing !== undefined) return missing;
  }
  return undefined;
}
