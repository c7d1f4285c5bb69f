import { DomainError } from '@app/kernel';

/** confirmRequired says why something asks for a confirmation. */
export function confirmRequired(reason: string): DomainError {
  return new DomainError('confirm_required', `${reason}: confirm was not true, so nothing was done`, {
    param: 'confirm',
  });
}
