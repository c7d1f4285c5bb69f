import { createHmac } from 'node:crypto';
import {
  CLIENT_CAPABILITIES_META_KEY,
  inputRequired,
  inputResponse,
  ProtocolError,
  ProtocolErrorCode,
  type InputRequests,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { sampling } from './asking-tools.ts';
import { text } from './samples.ts';

const KEY = 'integrity of a test';

/** sealed is a state that a client can carry but not change. */
function sealed(state: string): string {
  return `${state}.${createHmac('sha256', KEY).update(state).digest('base64url')}`;
}

/** verifyState refuses a state that the client made up or changed. */
export function verifyState(given: string): string {
  const [state = ''] = given.split('.');
  if (sealed(state) === given) return state;
  throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'the requestState was changed');
}

/** addRoundTools adds the tools that need several rounds, or a state that goes around with the client (SEP-2322). */
export function addRoundTools(server: McpServer): void {
  const description = 'Needs input of the client';
  const requests: Record<string, InputRequests> = {
    test_input_required_result_elicitation: { user_name: named('What is your name?') },
    test_input_required_result_sampling: {
      capital_question: sampling('What is the capital of France?', 100),
    },
    test_input_required_result_list_roots: { client_roots: inputRequired.listRoots() },
  };
  for (const [name, inputRequests] of Object.entries(requests)) {
    server.registerTool(name, { description }, (context) => answered(context, inputRequests));
  }
  const stateful: Record<string, InputRequests> = {
    test_input_required_result_request_state: { confirm: confirmation() },
    test_input_required_result_tampered_state: { confirm: confirmation() },
    test_input_required_result_multiple_inputs: {
      user_name: named('What is your name?'),
      greeting: sampling('Generate a greeting', 50),
      client_roots: inputRequired.listRoots(),
    },
  };
  for (const [name, inputRequests] of Object.entries(stateful)) {
    server.registerTool(name, { description }, (context) =>
      answered(context, inputRequests, sealed('state-ok')),
    );
  }
  server.registerTool('test_input_required_result_multi_round', { description }, rounds);
  server.registerTool('test_input_required_result_capabilities', { description }, byCapability);
}

/** A response of a wrong kind is as good as none: the client is asked again. */
function answered({ mcpReq }: ServerContext, inputRequests: InputRequests, requestState?: string) {
  const { inputResponses } = mcpReq;
  const missing = Object.keys(inputRequests).filter(
    (key) => inputResponse(inputResponses, key).kind === 'missing',
  );
  if (missing.length > 0) return inputRequired({ inputRequests, ...(requestState && { requestState }) });
  const state = mcpReq.requestState<string>() ?? 'no state';
  return { content: [text(`${state}: ${JSON.stringify(inputResponses)}`)] };
}

function rounds({ mcpReq }: ServerContext) {
  // A server that verifies states gives the inner part; one that does not gives all of it.
  const state = mcpReq.requestState<string>()?.split('.')[0];
  if (state === 'second') return { content: [text(`Done: ${JSON.stringify(mcpReq.inputResponses)}`)] };
  if (state === 'first') {
    const step2 = named('Step 2: What is your favorite color?', 'color');
    return inputRequired({ inputRequests: { step2 }, requestState: sealed('second') });
  }
  const step1 = named('Step 1: What is your name?');
  return inputRequired({ inputRequests: { step1 }, requestState: sealed('first') });
}

function byCapability(context: ServerContext) {
  const envelope = (context.mcpReq.envelope ?? {}) as Record<string, object | undefined>;
  const able = envelope[CLIENT_CAPABILITIES_META_KEY] ?? {};
  const inputRequests: InputRequests = {};
  if ('sampling' in able) inputRequests['question'] = sampling('What can you do?', 50);
  if ('elicitation' in able) inputRequests['user_name'] = named('What is your name?');
  if (Object.keys(inputRequests).length === 0)
    return { content: [text('This client can be asked nothing.')] };
  return answered(context, inputRequests);
}

export function named(message: string, field = 'name') {
  const requestedSchema = {
    type: 'object' as const,
    properties: { [field]: { type: 'string' as const } },
    required: [field],
  };
  return inputRequired.elicit({ message, requestedSchema });
}

function confirmation() {
  const requestedSchema = {
    type: 'object' as const,
    properties: { ok: { type: 'boolean' as const } },
    required: ['ok'],
  };
  return inputRequired.elicit({ message: 'Please confirm', requestedSchema });
}
