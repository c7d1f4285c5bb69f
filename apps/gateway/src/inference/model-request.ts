import { DomainError, isJsonObject, kindOf, type JsonObject } from '@app/kernel';

/** ModelRequest is what the gateway reads of a body to route it; the rest is the provider's to judge. */
export interface ModelRequest {
  readonly body: JsonObject;
  readonly model: string;
  readonly stream: boolean;
}

const LONGEST_NAME = 512;

/** readModelRequest throws `invalid_request` naming the field, what it got and what was wanted. */
export function readModelRequest(body: unknown): ModelRequest {
  if (!isJsonObject(body)) {
    throw new DomainError('invalid_request', `the body must be a JSON object, got ${kindOf(body)}`);
  }
  const { model, stream } = body;
  if (typeof model !== 'string' || model === '' || model.length > LONGEST_NAME) throw badModel(model);
  if (stream !== undefined && stream !== null && typeof stream !== 'boolean') {
    throw new DomainError('invalid_request', `stream must be a boolean, got ${kindOf(stream)}`, {
      param: 'stream',
    });
  }
  return { body, model, stream: stream === true };
}

function badModel(model: unknown): DomainError {
  const got = typeof model === 'string' ? `${model.length} characters` : kindOf(model);
  const wanted = `a string of 1 to ${LONGEST_NAME} characters`;
  return new DomainError('invalid_request', `model must be ${wanted}, got ${got}`, { param: 'model' });
}
