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

/** cancelledId returns which request a body cancels, if that is what it does. */
export function cancelledId(body: unknown): RequestId | undefined {
  if (!isJsonObject(body) || body['method'] !== 'notifications/cancelled') return undefined;
  const id = isJsonObject(body['params']) ? body['params']['requestId'] : undefined;
  return typeof id === 'string' || typeof id === 'number' ? id : undefined;
}
