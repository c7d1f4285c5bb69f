import { isJsonObject, type JsonObject, type JsonValue } from '@app/kernel';
import { optionalCount, optionalFlag, wrongField } from './field-check.js';
import { wordsIn } from './words.js';

/** EchoRequest is what the echo needs to know, checked. */
export interface EchoRequest {
  /** One text per choice of the reply. */
  readonly texts: readonly string[];
  readonly promptWords: number;
  readonly stops: readonly string[];
  readonly mostWords: number;
  readonly stream: boolean;
  readonly includeUsage: boolean;
}

/** readChat takes the last user message as the text; throws `invalid_request` naming the field at fault. */
export function readChat(body: JsonObject): EchoRequest {
  const { messages } = body;
  if (!Array.isArray(messages) || messages.length === 0)
    throw wrongField('messages', messages, 'a filled array');
  const read = messages.map(readMessage);
  const asked = read.findLast(({ role }) => role === 'user');
  if (asked === undefined)
    throw wrongField('messages', messages, 'an array with a message whose role is "user"');
  return withOptions(
    body,
    [asked.text],
    read.map(({ text }) => text),
  );
}

/** readCompletion takes the prompt, or each of several, as the text. */
export function readCompletion(body: JsonObject): EchoRequest {
  const { prompt } = body;
  const texts = typeof prompt === 'string' ? [prompt] : prompt;
  if (!isTexts(texts)) throw wrongField('prompt', prompt, 'a string or a filled array of strings');
  return withOptions(body, texts, texts);
}

function withOptions(body: JsonObject, texts: readonly string[], prompts: readonly string[]): EchoRequest {
  const most = Number.MAX_SAFE_INTEGER;
  const newer = optionalCount(body['max_completion_tokens'], 'max_completion_tokens', 1, most);
  const older = optionalCount(body['max_tokens'], 'max_tokens', 1, most);
  return {
    texts,
    promptWords: prompts.reduce((sum, text) => sum + wordsIn(text).length, 0),
    stops: readStops(body['stop']),
    mostWords: newer ?? older ?? most,
    stream: optionalFlag(body['stream'], 'stream'),
    includeUsage: readIncludeUsage(body['stream_options']),
  };
}

function readMessage(message: JsonValue, index: number): { role: string; text: string } {
  const param = `messages[${index}]`;
  if (!isJsonObject(message)) throw wrongField(param, message, 'an object');
  const { role, content } = message;
  if (typeof role !== 'string') throw wrongField(`${param}.role`, role, 'a string');
  return { role, text: readContent(content, `${param}.content`) };
}

function readContent(content: JsonValue | undefined, param: string): string {
  if (typeof content === 'string') return content;
  if (content === null || content === undefined) return '';
  if (!Array.isArray(content)) throw wrongField(param, content, 'a string or an array of parts');
  return content.map((part, index) => readPart(part, `${param}[${index}]`)).join('');
}

/** Parts that are no text have nothing to echo. */
function readPart(part: JsonValue, param: string): string {
  if (!isJsonObject(part)) throw wrongField(param, part, 'an object');
  if (part['type'] !== 'text') return '';
  const { text } = part;
  if (typeof text !== 'string') throw wrongField(`${param}.text`, text, 'a string');
  return text;
}

function readStops(stop: JsonValue | undefined): readonly string[] {
  if (stop === undefined || stop === null) return [];
  const stops = typeof stop === 'string' ? [stop] : stop;
  if (!isTexts(stops)) throw wrongField('stop', stop, 'a string or a filled array of strings');
  return stops.filter((text) => text !== '');
}

function readIncludeUsage(options: JsonValue | undefined): boolean {
  if (options === undefined || options === null) return false;
  if (!isJsonObject(options)) throw wrongField('stream_options', options, 'an object');
  return optionalFlag(options['include_usage'], 'stream_options.include_usage');
}

function isTexts(value: JsonValue | undefined): value is string[] {
  return Array.isArray(value) && value.length > 0 && value.every((text) => typeof text === 'string');
}
