import { isJsonObject, type JsonObject } from '@app/kernel';
import { McpFailure, type McpRequest } from '../wire/messages.js';
import type { CallBudget } from './call-budget.js';
import type { Call } from './link.js';
import { pause } from './pause.js';
import { INTERNAL_ERROR } from './rpc-message.js';

const MOST_ROUNDS = 10;
/** A server that only wants its state back is asking for time. */
const STATE_ALONE_MS = 250;

export const wantsInput = (result: JsonObject): boolean => result.resultType === 'input_required';

/**
 * fulfil asks the client of a legacy era what a modern server wants to know, and repeats the request with the answers and
 * the server's own state, until the result is complete (2026-07-28, "Multi round-trip requests").
 */
export async function fulfil(
  request: McpRequest,
  first: JsonObject,
  { call, budget }: { readonly call: Call; readonly budget: CallBudget },
  again: (request: McpRequest) => Promise<JsonObject>,
): Promise<JsonObject> {
  let result = first;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const answers = await answersTo(result, call, budget);
    result = await again({ method: request.method, params: { ...request.params, ...answers } });
    if (!wantsInput(result)) return result;
  }
  throw new McpFailure(INTERNAL_ERROR, `The server wanted input more than ${MOST_ROUNDS} times.`);
}

async function answersTo(result: JsonObject, call: Call, budget: CallBudget): Promise<JsonObject> {
  const { inputRequests, requestState } = result;
  const state = requestState === undefined ? {} : { requestState };
  const questions = Object.entries(isJsonObject(inputRequests) ? inputRequests : {});
  if (questions.length === 0) {
    await pause(STATE_ALONE_MS, budget.signal);
    return state;
  }
  const asked = questions.map(async ([key, question]) => [key, await answerTo(question, call, budget)]);
  return { inputResponses: Object.fromEntries(await Promise.all(asked)) as JsonObject, ...state };
}

async function answerTo(question: unknown, { ask }: Call, budget: CallBudget): Promise<JsonObject> {
  if (!isJsonObject(question) || typeof question.method !== 'string')
    throw new McpFailure(INTERNAL_ERROR, 'The server wants input, but does not say which.');
  if (ask === undefined) throw new McpFailure(INTERNAL_ERROR, `The client cannot answer ${question.method}.`);
  const params = isJsonObject(question.params) ? question.params : undefined;
  const request = { method: question.method, params };
  return budget.whileAsking(() => ask(request));
}
