import { isDeepStrictEqual } from 'node:util';
import { isJsonObject, type JsonObject, type JsonValue } from '@app/kernel';

/** What a model is given of one result; it must fit beside the others into its context. */
const MOST_CHARACTERS = 65_536;

/**
 * toolText is a result of tools/call as a model reads it: its texts, its structured content as JSON where no text says
 * the same, and a word about what is no text. It is cut at 65,536 characters, and says so.
 */
export function toolText(result: JsonObject): string {
  const blocks = Array.isArray(result['content']) ? result['content'].filter(isJsonObject) : [];
  const texts = blocks.map(blockText);
  const structured = result['structuredContent'];
  if (structured !== undefined && !texts.some((text) => isDeepStrictEqual(parsed(text), structured))) {
    texts.push(JSON.stringify(structured));
  }
  return clipped(texts.join('\n'), MOST_CHARACTERS);
}

/** clipped never cuts a character in two. */
export function clipped(text: string, most: number): string {
  if (text.length <= most) return text;
  const half = text.codePointAt(most - 1) ?? 0;
  const end = half > 0xffff ? most - 1 : most;
  return `${text.slice(0, end)}\n[cut off: ${end} of ${text.length} characters]`;
}

function blockText(block: JsonObject): string {
  const { type, text, resource, uri, data, mimeType } = block;
  if (type === 'text') return wordOf(text);
  if (type === 'resource' && isJsonObject(resource)) {
    return typeof resource['text'] === 'string' ? resource['text'] : leftOut('resource', resource['blob']);
  }
  if (type === 'resource_link') return `[resource ${wordOf(uri)}]`;
  return leftOut(`${wordOf(type)} ${wordOf(mimeType)}`.trim(), data);
}

function wordOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

function leftOut(what: string, data: JsonValue | undefined): string {
  const length = typeof data === 'string' ? Math.floor((data.length * 3) / 4) : 0;
  return `[${what} of ${length} bytes, which is no text]`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
