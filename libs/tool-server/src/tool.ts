import type { CallToolResult, McpServer, ToolAnnotations } from '@modelcontextprotocol/server';
import { DomainError } from '@app/kernel';
import type { z } from 'zod';
import { progressOf, type Progress } from './progress.js';

/** Told of errors that are nobody's wrong input; what it writes is for operators. */
export type Report = (text: string) => void;

/** Tool is one tool of a server. */
export interface Tool {
  readonly name: string;
  addTo(server: McpServer, report: Report): void;
}

export interface ToolDefinition<I extends z.ZodObject, O extends z.ZodObject> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: I;
  readonly output: O;
  readonly annotations: ToolAnnotations;
  /** The result for clients that know no structure; JSON on one line unless said otherwise. */
  text?(result: z.output<O>): string;
  /** In words what failed, of a result that tells of a failure; such a result is marked as an error and kept whole. */
  failure?(result: z.output<O>): string | undefined;
  /** A DomainError that it throws is shown to the caller; of any other, operators alone hear. */
  run(args: z.output<I>, signal: AbortSignal, progress: Progress): Promise<z.output<O>>;
}

/** tool makes a tool whose result is structured, and repeated as text for clients that know no structure. */
export function tool<I extends z.ZodObject, O extends z.ZodObject>(definition: ToolDefinition<I, O>): Tool {
  const { name, title, description, input, output, annotations } = definition;
  return {
    name,
    addTo: (server, report) => {
      const config = { title, description, inputSchema: input, outputSchema: output, annotations };
      server.registerTool<z.ZodObject, z.ZodObject>(name, config, async (args, { mcpReq }) => {
        try {
          const result = await definition.run(args as z.output<I>, mcpReq.signal, progressOf(mcpReq));
          const text = definition.text?.(result) ?? JSON.stringify(result);
          return resultOf(result, text, definition.failure?.(result));
        } catch (error) {
          mcpReq.signal.throwIfAborted();
          return failed(error, name, report);
        }
      });
    },
  };
}

function resultOf(value: object, text: string, failure: string | undefined): CallToolResult {
  const structuredContent = value as Record<string, unknown>;
  if (failure === undefined) return { content: [{ type: 'text', text }], structuredContent };
  const content = [failure, text].map((words) => ({ type: 'text' as const, text: words }));
  return { content, structuredContent, isError: true };
}

function failed(error: unknown, tool: string, report: Report): CallToolResult {
  if (error instanceof DomainError) return errorResult(`${error.code}: ${spoken(error)}`);
  report(`${tool} failed unexpectedly: ${placeOf(error)}`);
  return errorResult(`internal_error: ${tool} failed; the server's log says where`);
}

function spoken({ param, message }: DomainError): string {
  return param === undefined ? message : `${param}: ${message}`;
}

function errorResult(text: string): CallToolResult {
  return { content: [{ type: 'text', text }], isError: true };
}

/** An error's message may hold what the tool was given, and the log is no place for that. */
function placeOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const frame = (error.stack ?? '').split('\n').find((line) => /^ {4}at /.test(line));
  return `${error.name} ${frame?.trim() ?? ''}`.trim();
}
