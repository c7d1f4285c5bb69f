import { isJsonObject, type JsonObject, type JsonValue } from '@app/kernel';
import { malformed, type NativeCall, type NativeRecord } from '../native-record.js';
import type { RecordStep } from '../reply/record-step.js';
import type { NativeMessage } from './messages.js';
import type { FunctionTool } from './tools.js';

const MAX_CALL_CHARS = 8 * 1024 * 1024;

/**
 * Forcing a call. Ollama has no `tool_choice`, so a call of one of `functions` is brought about by what it does
 * have: the functions are described in a system message, the answer is held to a schema of
 * `{name, arguments}`, and the JSON that comes back is read as one call. A `response_format` gives way to it, as
 * it is about text and a forced call has none; so do logprobs, which would be about the envelope.
 */
export function forcedToolSchema(functions: readonly FunctionTool[]): JsonObject {
  const [only, ...others] = functions;
  if (only && others.length === 0) return callSchema(only, '#');
  return { anyOf: functions.map((tool, at) => callSchema(tool, `#/anyOf/${at}`)) };
}

/** withInstruction adds the description of the functions to the system message, first in the conversation. */
export function withInstruction(
  messages: readonly NativeMessage[],
  functions: readonly FunctionTool[],
): NativeMessage[] {
  const text = instruction(functions);
  const [first, ...rest] = messages;
  if (first?.role !== 'system') return [{ role: 'system', content: text }, ...messages];
  return [{ ...first, content: `${first.content}\n\n${text}` }, ...rest];
}

/**
 * forcedCall reads a reply's records: it holds the content back and puts the call it amounts to on the last
 * record. Content cut off by the length limit is no call, and the reply ends as `length` without one; any other
 * that is no call is `upstream_malformed`.
 */
export function forcedCall(upstream: string, functions: readonly FunctionTool[]): RecordStep {
  let content = '';
  return (record) => {
    content += record.content;
    if (content.length > MAX_CALL_CHARS) throw malformed(upstream, 'a forced tool call that is too long');
    const held: NativeRecord = { ...record, content: '', calls: [] };
    if (!record.done) return held;
    const call = readCall(content, functions);
    if (!call && record.doneReason === 'length') return held;
    if (!call) throw malformed(upstream, 'an answer that is not the tool call it was held to');
    return { ...held, calls: [call] };
  };
}

function instruction(functions: readonly FunctionTool[]): string {
  const described = functions.map(({ name, description, parameters }) =>
    JSON.stringify({ name, description, parameters }),
  );
  return [
    `Answer with a call of ${functions.length === 1 ? 'this function' : 'one of these functions'}:`,
    ...described,
    'Write nothing but one JSON object {"name": <function name>, "arguments": <object that fits its parameters>}.',
  ].join('\n');
}

function callSchema({ name, parameters }: FunctionTool, root: string): JsonObject {
  return {
    type: 'object',
    properties: {
      name: { type: 'string', enum: [name] },
      arguments: moved(parameters, `${root}/properties/arguments`) as JsonObject,
    },
    required: ['name', 'arguments'],
  };
}

/** moved rewrites the references within a schema that now sits at `place` of a larger one. */
function moved(schema: JsonValue | undefined, place: string): JsonValue | undefined {
  if (Array.isArray(schema)) return schema.map((item) => moved(item, place) as JsonValue);
  if (!isJsonObject(schema)) return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) =>
      key === '$ref' && typeof value === 'string' && value.startsWith('#')
        ? [key, place + value.slice(1)]
        : [key, moved(value, place)],
    ),
  );
}

function readCall(content: string, functions: readonly FunctionTool[]): NativeCall | undefined {
  const call = parsed(content);
  if (!isJsonObject(call) || !isJsonObject(call['arguments'])) return undefined;
  const tool = functions.find(({ name }) => name === call['name']);
  return tool && { name: tool.name, arguments: JSON.stringify(call['arguments']) };
}

function parsed(content: string): JsonValue | undefined {
  try {
    return JSON.parse(content) as JsonValue;
  } catch {
    return undefined; // no call, and the caller says so
  }
}
