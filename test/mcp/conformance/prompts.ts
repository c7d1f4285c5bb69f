import { acceptedContent, completable, inputRequired, type McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { named } from './round-tools.ts';
import { PNG, text } from './samples.ts';

/** addPrompts adds the prompts that the conformance suite asks for. */
export function addPrompts(server: McpServer): void {
  const description = 'A prompt for testing';
  server.registerPrompt('test_simple_prompt', { description }, () =>
    said(text('This is a simple prompt for testing.')),
  );
  server.registerPrompt('test_prompt_with_image', { description }, () =>
    said({ type: 'image', data: PNG, mimeType: 'image/png' }, text('Please analyze the image above.')),
  );
  const words = ['paris', 'park', 'party'];
  const start = completable(z.string(), (value) => words.filter((word) => word.startsWith(value)));
  server.registerPrompt(
    'test_prompt_with_arguments',
    { description, argsSchema: z.object({ arg1: start, arg2: z.string() }) },
    ({ arg1, arg2 }) => said(text(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`)),
  );
  server.registerPrompt(
    'test_prompt_with_embedded_resource',
    { description, argsSchema: z.object({ resourceUri: z.string() }) },
    ({ resourceUri }) => said(embedded(resourceUri), text('Please process the embedded resource above.')),
  );
  server.registerPrompt('test_input_required_result_prompt', { description }, ({ mcpReq }) => {
    const given = acceptedContent(mcpReq.inputResponses, 'user_context');
    if (given) return said(text(`In the context of ${JSON.stringify(given)}`));
    const user_context = named('What context should the prompt use?', 'context');
    return inputRequired({ inputRequests: { user_context } });
  });
}

type Content =
  | ReturnType<typeof text>
  | ReturnType<typeof embedded>
  | { type: 'image'; data: string; mimeType: string };

function said(...contents: Content[]) {
  return { messages: contents.map((content) => ({ role: 'user' as const, content })) };
}

function embedded(uri: string) {
  const resource = { uri, mimeType: 'text/plain', text: 'Embedded resource content for testing.' };
  return { type: 'resource' as const, resource };
}
