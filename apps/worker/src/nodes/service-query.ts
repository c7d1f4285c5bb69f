import { serviceName } from '@app/jobs';
import { DomainError } from '@app/kernel';
import { z } from 'zod';

/** serviceQuery names one service of one node, as reads of ops do. */
export const serviceQuery = z.strictObject({ service: serviceName, node: serviceName.default('local') });
export type ServiceQuery = z.output<typeof serviceQuery>;

/** queryIn checks a query by its schema; throws `invalid_request`, which names the parameter. */
export function queryIn<S extends z.ZodType>(schema: S, service: string, query: object): z.output<S> {
  const parsed = schema.safeParse({ ...query, service });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const param = issue?.path.join('.') || 'query';
  throw new DomainError('invalid_request', `${param}: ${issue?.message ?? 'is wrong'}`, { param });
}
