import { type DomainError, kindOf } from '@app/kernel';
import { providerError } from '../provider-error.js';

/** wrongField says which field of the request is not what was wanted. */
export function wrongField(param: string, value: unknown, wanted: string): DomainError {
  const got = typeof value === 'number' ? String(value) : kindOf(value);
  return providerError('invalid_request', `${param} must be ${wanted}; got ${got}.`, { param });
}

/** optionalCount reads a whole number of `least` to `most`; absent and null are undefined. */
export function optionalCount(
  value: unknown,
  param: string,
  least: number,
  most: number,
): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return value;
  const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
  throw wrongField(param, value, `a whole number ${range}`);
}

/** optionalFlag reads a boolean; absent and null are false. */
export function optionalFlag(value: unknown, param: string): boolean {
  if (value === undefined || value === null) return false;
  if (typeof value === 'boolean') return value;
  throw wrongField(param, value, 'a boolean');
}
