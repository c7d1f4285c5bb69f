import type { CallToolResult, McpServer, ToolAnnotations } from '@modelcontextprotocol/server';
import type { z } from 'zod';
import { fileFailure } from '../roots/file-failure.js';
import { ToolCall } from './tool-call.js';
import { ToolFailure } from './tool-failure.js';
import type { Turns } from './turns.js';

/** Tool is one thing that the server can do; what `run` returns is the structured content of its answer. */
export interface Tool<I extends z.ZodObject, O extends z.ZodObject> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: I;
  readonly output: O;
  readonly annotations: ToolAnnotations;
  readonly run: (args: z.output<I>, call: ToolCall) => Promise<z.output<O>>;
  /** The answer's text; its structured content as JSON where there is nothing better. */
  readonly text?: (answer: z.output<O>) => string;
}

/** addTool registers a tool. What a caller can mend is answered as an error of the tool, without any real path. */
export function addTool<I extends z.ZodObject, O extends z.ZodObject>(
  server: McpServer,
  turns: Turns,
  { name, title, description, input, output, annotations, run, text = JSON.stringify }: Tool<I, O>,
): void {
  const [inputSchema, outputSchema]: z.ZodObject[] = [input, output];
  const config = { title, description, inputSchema, outputSchema, annotations };
  server.registerTool(name, config, async (args, context): Promise<CallToolResult> => {
    const call = new ToolCall(context);
    try {
      const answer = await turns.take(call.signal, () => run(args as z.output<I>, call));
      return { content: [{ type: 'text', text: text(answer) }], structuredContent: answer };
    } catch (error) {
      return failed(fileFailure(error), call.signal);
    }
  });
}

function failed(error: unknown, { aborted }: AbortSignal): CallToolResult {
  const known = error instanceof ToolFailure;
  if (!known && !aborted)
    process.stderr.write(`mcp-files: ${error instanceof Error ? error.stack : String(error)}\n`);
  const text = known ? error.message : aborted ? 'cancelled' : 'the server failed; its log says why';
  return { content: [{ type: 'text', text }], isError: true };
}
