import {
  inputRequired,
  type InputRequests,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { z } from 'zod';
import { text } from './samples.ts';

const ENUMS = {
  untitledSingle: { type: 'string' as const, enum: ['option1', 'option2', 'option3'] },
  titledSingle: {
    type: 'string' as const,
    oneOf: [
      { const: 'value1', title: 'First Option' },
      { const: 'value2', title: 'Second Option' },
    ],
  },
  legacyEnum: {
    type: 'string' as const,
    enum: ['opt1', 'opt2', 'opt3'],
    enumNames: ['Option One', 'Option Two', 'Option Three'],
  },
  untitledMulti: {
    type: 'array' as const,
    items: { type: 'string' as const, enum: ['option1', 'option2', 'option3'] },
  },
  titledMulti: {
    type: 'array' as const,
    items: {
      anyOf: [
        { const: 'value1', title: 'First Choice' },
        { const: 'value2', title: 'Second Choice' },
      ],
    },
  },
};

const DEFAULTS = {
  name: { type: 'string' as const, default: 'John Doe' },
  age: { type: 'integer' as const, default: 30 },
  score: { type: 'number' as const, default: 95.5 },
  status: { type: 'string' as const, enum: ['active', 'inactive', 'pending'], default: 'active' },
  verified: { type: 'boolean' as const, default: true },
};

/** addAskingTools adds the tools that ask the client once, in whichever way its era has. */
export function addAskingTools(server: McpServer): void {
  server.registerTool(
    'test_sampling',
    { description: 'Asks a model', inputSchema: z.object({ prompt: z.string() }) },
    ({ prompt }, context) => once(context, { answer: sampling(prompt, 100) }),
  );
  server.registerTool(
    'test_elicitation',
    { description: 'Asks a person', inputSchema: z.object({ message: z.string() }) },
    ({ message }, context) => once(context, { answer: person(message) }),
  );
  const forms = { test_elicitation_sep1034_defaults: DEFAULTS, test_elicitation_sep1330_enums: ENUMS };
  for (const [name, properties] of Object.entries(forms)) {
    server.registerTool(name, { description: 'Asks a person to fill in a form' }, (context) => {
      const requestedSchema = { type: 'object' as const, properties };
      return once(context, {
        answer: inputRequired.elicit({ message: 'Please fill in the form', requestedSchema }),
      });
    });
  }
  server.registerTool('test_streaming_elicitation', { description: 'Asks a person' }, (context) =>
    once(context, { answer: person('Who are you?') }),
  );
  server.registerTool('test_missing_capability', { description: 'Needs sampling' }, (context) =>
    once(context, { answer: sampling('Are you there?', 10) }),
  );
}

/** once asks, and tells what was answered when it has been. */
function once({ mcpReq }: ServerContext, inputRequests: InputRequests) {
  const { inputResponses = {} } = mcpReq;
  const isAnswered = Object.keys(inputRequests).every((key) => key in inputResponses);
  if (!isAnswered) return inputRequired({ inputRequests });
  return { content: [text(`Answered: ${JSON.stringify(inputResponses)}`)] };
}

function person(message: string) {
  const requestedSchema = {
    type: 'object' as const,
    properties: {
      username: { type: 'string' as const, description: "User's response" },
      email: { type: 'string' as const, description: "User's email address" },
    },
    required: ['username', 'email'],
  };
  return inputRequired.elicit({ message, requestedSchema });
}

export function sampling(prompt: string, maxTokens: number) {
  return inputRequired.createMessage({ messages: [{ role: 'user', content: text(prompt) }], maxTokens });
}
