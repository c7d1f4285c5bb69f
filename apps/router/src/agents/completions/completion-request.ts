import { DomainError, isJsonObject, kindOf, type JsonObject } from '@app/kernel';
import { AGENT_PREFIX } from '../file/agents-file.js';
import { messagesIn } from '../routes/messages.js';

/** CompletionRequest is what an agent takes of a chat completion's body. */
export interface CompletionRequest {
  /** The agent's name; the body may put `agent/` before it. */
  readonly agent: string;
  readonly messages: JsonObject[];
  readonly stream: boolean;
  readonly includeUsage: boolean;
}

/** Fields with which a client wants what an agent cannot do for it: it has tools of its own, and one answer. */
const REFUSED: Readonly<Record<string, (value: unknown) => boolean>> = {
  tools: (value) => !Array.isArray(value) || value.length > 0,
  functions: () => true,
  n: (value) => value !== 1,
};

/**
 * completionRequest throws `invalid_request` or `unsupported_parameter`. How the model is sampled is
 * the agent's to say: `temperature` and its like are not used.
 */
export function completionRequest(body: unknown): CompletionRequest {
  if (!isJsonObject(body)) {
    throw new DomainError('invalid_request', `the body must be a JSON object, got ${kindOf(body)}`);
  }
  for (const [param, refuses] of Object.entries(REFUSED)) {
    const value = body[param];
    if (value === undefined || value === null || !refuses(value)) continue;
    throw new DomainError('unsupported_parameter', `${param} is not for a client of an agent to set`, {
      param,
    });
  }
  const options = body['stream_options'];
  return {
    agent: agentIn(body['model']),
    messages: messagesIn(body['messages']),
    stream: flag('stream', body['stream']),
    includeUsage: isJsonObject(options) && options['include_usage'] === true,
  };
}

function agentIn(model: unknown): string {
  const param = 'model';
  if (typeof model !== 'string') {
    throw new DomainError('invalid_request', `model must be a string, got ${kindOf(model)}`, { param });
  }
  return model.startsWith(AGENT_PREFIX) ? model.slice(AGENT_PREFIX.length) : model;
}

function flag(param: string, value: unknown): boolean {
  if (value === undefined || value === null) return false;
  if (typeof value === 'boolean') return value;
  throw new DomainError('invalid_request', `${param} must be a boolean, got ${kindOf(value)}`, { param });
}
