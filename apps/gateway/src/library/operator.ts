import { mayUseModel, OPS_TOKEN_HOLDER, type Client } from '@app/auth';
import { DomainError } from '@app/kernel';
import type { FastifyRequest } from 'fastify';

/** Operator is who asks for something of the library, and by which request. */
export interface Operator {
  readonly client: Client;
  readonly requestId: string;
}

/** operatorOf says who asks, as the guard found out. */
export function operatorOf({ client, exchange }: FastifyRequest): Operator {
  if (client === undefined) throw new DomainError('unauthorized', 'nobody is known to ask for this');
  return { client, requestId: exchange.id };
}

/** mayOperate tells whether the model is within the client's scope; whoever bears the token of operations has none. */
export function mayOperate(client: Client, model: string): boolean {
  return client === OPS_TOKEN_HOLDER || mayUseModel(client, model);
}

/** requireScope throws `model_not_allowed`. */
export function requireScope({ client }: Operator, model: string): void {
  if (mayOperate(client, model)) return;
  throw new DomainError('model_not_allowed', `the key "${client.id}" has no scope for that model`, {
    param: 'model',
  });
}
