import { isJsonObject } from '@app/kernel';

export type RequestId = string | number;

/** requestIdsIn returns the ids of the requests in a body: one message, or a batch of them (2025-03-26). */
export function requestIdsIn(body: unknown): RequestId[] {
  return [body].flat().flatMap((message) => {
    if (!isJsonObject(message) || typeof message['method'] !== 'string') return [];
    const { id } = message;
    return typeof id === 'string' || typeof id === 'number' ? [id] : [];
  });
}
