import { randomUUID } from 'node:crypto';
import type { JsonObject } from '@app/kernel';

/** EchoDialect is how one endpoint writes its replies. */
export interface EchoDialect {
  readonly idPrefix: string;
  readonly wholeObject: string;
  readonly chunkObject: string;
  readonly whole: (text: string) => JsonObject;
  /** The chunk that opens a choice, if the endpoint has one. */
  readonly opening?: JsonObject;
  readonly piece: (text: string) => JsonObject;
  readonly closing: JsonObject;
}

export const CHAT: EchoDialect = {
  idPrefix: 'chatcmpl-',
  wholeObject: 'chat.completion',
  chunkObject: 'chat.completion.chunk',
  whole: (text) => ({ message: { role: 'assistant', content: text, refusal: null } }),
  opening: { delta: { role: 'assistant', content: '' } },
  piece: (text) => ({ delta: { content: text } }),
  closing: { delta: {} },
};

export const COMPLETION: EchoDialect = {
  idPrefix: 'cmpl-',
  wholeObject: 'text_completion',
  chunkObject: 'text_completion',
  whole: (text) => ({ text }),
  piece: (text) => ({ text }),
  closing: { text: '' },
};

/** head is what a reply and each of its chunks begin with. */
export function head(dialect: EchoDialect, object: string, model: string): JsonObject {
  const id = dialect.idPrefix + randomUUID().replaceAll('-', '');
  return { id, object, created: Math.floor(Date.now() / 1000), model };
}
