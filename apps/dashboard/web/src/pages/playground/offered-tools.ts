import type { ServerTool, ToolResult } from '../../api/tool-servers.js';
import type { ToolCall } from './chat-answer.js';

/** A tool that the model is offered, under a name that fits into a request. */
export interface OfferedTool {
  readonly name: string;
  readonly server: string;
  readonly tool: ServerTool;
}

const LONGEST_NAME = 64;
const LONGEST_RESULT = 64 * 1024;

/** offered gives each tool a name of its own: letters, digits, `_` and `-`, at most 64, as the API has it. */
export function offered(servers: readonly { server: string; tools: readonly ServerTool[] }[]): OfferedTool[] {
  const taken = new Set<string>();
  return servers.flatMap(({ server, tools }) =>
    tools.map((tool) => {
      const name = freeName(`${server}__${tool.name}`.replace(/[^A-Za-z0-9_-]/g, '_'), taken);
      taken.add(name);
      return { name, server, tool };
    }),
  );
}

function freeName(wanted: string, taken: ReadonlySet<string>): string {
  const short = wanted.slice(0, LONGEST_NAME);
  if (!taken.has(short)) return short;
  for (let count = 2; ; count += 1) {
    const end = `_${count}`;
    const name = `${wanted.slice(0, LONGEST_NAME - end.length)}${end}`;
    if (!taken.has(name)) return name;
  }
}

/** definitionOf is a tool as a request of OpenAI's API has it. */
export function definitionOf({ name, tool: { description, inputSchema } }: OfferedTool) {
  const parameters = inputSchema ?? { type: 'object', properties: {} };
  return {
    type: 'function',
    function: { name, ...(description !== undefined && { description }), parameters },
  };
}

/** isDestructive is what the server itself says of the tool. */
export function isDestructive({ tool: { annotations } }: OfferedTool): boolean {
  return annotations?.destructiveHint === true && annotations.readOnlyHint !== true;
}

/** argumentsOf reads a call's arguments; undefined: they are no JSON object. None at all is an empty one. */
export function argumentsOf(call: ToolCall): Record<string, unknown> | undefined {
  if (call.arguments.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(call.arguments);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** resultText is a tool's result as the model reads it: text parts, or else the whole as JSON; cut when it is too long. */
export function resultText(result: ToolResult): string {
  const texts = (result.content ?? []).flatMap(({ type, text }) =>
    type === 'text' && text !== undefined ? [text] : [],
  );
  const others = (result.content ?? [])
    .filter(({ type }) => type !== 'text')
    .map(({ type }) => `[${type}, not shown]`);
  const all = [...texts, ...others].join('\n');
  const text = all === '' ? JSON.stringify(result.structuredContent ?? result) : all;
  return text.length <= LONGEST_RESULT
    ? text
    : `${text.slice(0, LONGEST_RESULT)}\n[cut: it was ${text.length} characters]`;
}
