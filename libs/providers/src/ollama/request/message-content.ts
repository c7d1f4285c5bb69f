import type { JsonValue } from '@app/kernel';
import { Fields, invalid, unsupported, wrongKind } from './field-check.js';

export interface MessageContent {
  readonly text: string;
  /** Bare base64, as Ollama takes it; sound travels here too. */
  readonly images: readonly string[];
}

type Part = { readonly text: string } | { readonly image: string };

const BASE64_DATA_URL = /^data:[^,]*;base64,/i;

const PARTS: Readonly<Record<string, (part: Fields) => Part>> = {
  text: (part) => ({ text: part.requiredString('text') }),
  refusal: (part) => ({ text: part.requiredString('refusal') }),
  image_url: (part) => ({ image: imageBytes(part) }),
  input_audio: (part) => ({ image: part.child('input_audio').requiredString('data') }),
};

/** messageContent reads OpenAI's `content` (string, null or parts) at `path`; text parts become lines. */
export function messageContent(content: JsonValue | undefined, path: string): MessageContent {
  if (content === undefined || content === null) return { text: '', images: [] };
  if (typeof content === 'string') return { text: content, images: [] };
  if (!Array.isArray(content)) throw wrongKind(path, 'a string, null or an array of parts', content);
  const parts = content.map((part, at) => contentPart(Fields.of(part, `${path}[${at}]`)));
  return {
    text: parts.flatMap((part) => ('text' in part ? [part.text] : [])).join('\n'),
    images: parts.flatMap((part) => ('image' in part ? [part.image] : [])),
  };
}

function contentPart(part: Fields): Part {
  const type = part.requiredString('type');
  const read = Object.hasOwn(PARTS, type) ? PARTS[type] : undefined;
  if (!read) {
    const known = Object.keys(PARTS).join(', ');
    throw unsupported(part.at('type'), `${part.at('type')} is not a kind that Ollama takes: use ${known}`);
  }
  return read(part);
}

/** imageBytes takes `image_url: {url}` and, as some clients write it, `image_url: "…"`. */
function imageBytes(part: Fields): string {
  const bare = typeof part.value('image_url') === 'string';
  const holder = bare ? part : part.child('image_url');
  const name = bare ? 'image_url' : 'url';
  const url = holder.requiredString(name);
  const prefix = BASE64_DATA_URL.exec(url)?.[0];
  if (prefix === undefined) {
    const where = holder.at(name);
    throw invalid(
      where,
      `${where} must be a base64 data: URL; Ollama does not fetch images, send the image itself`,
    );
  }
  return url.slice(prefix.length);
}
