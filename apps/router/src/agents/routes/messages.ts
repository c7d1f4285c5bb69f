import { DomainError, isJsonObject, kindOf, type JsonObject } from '@app/kernel';

const ROLES = ['system', 'developer', 'user', 'assistant', 'tool'];
const MOST_MESSAGES = 2_000;

/** messagesIn reads a conversation as OpenAI's API has it; what is in a message is the model's to judge. */
export function messagesIn(given: unknown): JsonObject[] {
  if (!Array.isArray(given) || given.length === 0) {
    throw refused('messages', `must be a list of at least one message, got ${kindOf(given)}`);
  }
  if (given.length > MOST_MESSAGES) throw refused('messages', `must be at most ${MOST_MESSAGES}`);
  return given.map((message: unknown, place) => {
    if (!isJsonObject(message)) {
      throw refused(`messages[${place}]`, `must be an object, got ${kindOf(message)}`);
    }
    if (typeof message['role'] === 'string' && ROLES.includes(message['role'])) return message;
    throw refused(`messages[${place}].role`, `must be one of ${ROLES.join(', ')}`);
  });
}

/** conversationIn takes a text or messages, exactly one of them; `field` is what the text is called. */
export function conversationIn(field: string, text: string | undefined, messages: unknown): JsonObject[] {
  if ((text === undefined) === (messages === undefined)) {
    throw refused(field, `must be there, or messages, and not both`);
  }
  return text === undefined ? messagesIn(messages) : [{ role: 'user', content: text }];
}

function refused(param: string, wish: string): DomainError {
  return new DomainError('invalid_request', `${param} ${wish}`, { param });
}
