import { isJsonObject, type JsonObject, type JsonValue } from '@app/kernel';
import { Fields, invalid, unsupported, wrongKind } from './field-check.js';
import { messageContent } from './message-content.js';

export interface NativeMessage extends JsonObject {
  readonly role: string;
  readonly content: string;
}

/** Names of the functions called so far, by call id: Ollama's templates want the name with the result. */
type CallNames = Map<string, string>;

const ROLES: Readonly<Record<string, string>> = {
  system: 'system',
  developer: 'system',
  user: 'user',
  assistant: 'assistant',
  tool: 'tool',
  function: 'tool',
};

/** nativeMessages turns OpenAI's `messages` into Ollama's. Participant names are lost: Ollama has none. */
export function nativeMessages(messages: JsonValue | undefined): NativeMessage[] {
  if (!Array.isArray(messages)) throw wrongKind('messages', 'a non-empty array', messages);
  if (messages.length === 0)
    throw invalid('messages', 'messages must be a non-empty array, got an empty one');
  const called: CallNames = new Map();
  return messages.map((message, at) => nativeMessage(Fields.of(message, `messages[${at}]`), called));
}

function nativeMessage(message: Fields, called: CallNames): NativeMessage {
  const role = nativeRole(message);
  if (role !== 'assistant' && !message.has('content')) {
    throw wrongKind(message.at('content'), 'a string, null or an array of parts', undefined);
  }
  const { text, images } = messageContent(message.value('content'), message.at('content'));
  return {
    role,
    content: text,
    ...(images.length > 0 && { images: [...images] }),
    ...(role === 'assistant' && assistantTurn(message, called)),
    ...(role === 'tool' && toolResult(message, called)),
  };
}

function nativeRole(message: Fields): string {
  const role = message.requiredString('role');
  const native = Object.hasOwn(ROLES, role) ? ROLES[role] : undefined;
  if (native === undefined) {
    throw invalid(
      message.at('role'),
      `${message.at('role')} must be one of ${Object.keys(ROLES).join(', ')}`,
    );
  }
  return native;
}

function assistantTurn(message: Fields, called: CallNames): JsonObject {
  const thinking = message.string('reasoning_content') ?? message.string('reasoning');
  const calls = message.array('tool_calls') ?? [];
  const legacy = message.value('function_call');
  const native = calls.map((call, at) =>
    toolCall(Fields.of(call, `${message.at('tool_calls')}[${at}]`), at, called),
  );
  if (legacy !== undefined) native.push({ function: functionCall(message.child('function_call')) });
  return { ...(thinking && { thinking }), ...(native.length > 0 && { tool_calls: native }) };
}

function toolCall(call: Fields, index: number, called: CallNames): JsonObject {
  const type = call.string('type') ?? 'function';
  if (type !== 'function') {
    throw unsupported(call.at('type'), `${call.at('type')} must be "function": Ollama knows no other tools`);
  }
  const id = call.string('id');
  const made = functionCall(call.child('function'));
  if (id !== undefined) called.set(id, made.name);
  return { ...(id !== undefined && { id }), function: { index, ...made } };
}

function functionCall(made: Fields): { name: string; arguments: JsonObject } {
  return { name: made.requiredString('name'), arguments: callArguments(made) };
}

/** callArguments opens the JSON string that OpenAI carries; an object is taken as it is. */
function callArguments(made: Fields): JsonObject {
  const given = made.value('arguments') ?? '';
  const opened = typeof given === 'string' ? openJson(given) : given;
  if (isJsonObject(opened)) return opened;
  const where = made.at('arguments');
  throw invalid(where, `${where} must be a JSON object in a string`);
}

function openJson(text: string): JsonValue | undefined {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined; // the caller names the field
  }
}

function toolResult(message: Fields, called: CallNames): JsonObject {
  const id = message.string('tool_call_id');
  const name = (id === undefined ? undefined : called.get(id)) ?? message.string('name');
  return { ...(name !== undefined && { tool_name: name }), ...(id !== undefined && { tool_call_id: id }) };
}
