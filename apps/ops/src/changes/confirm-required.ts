import { DomainError } from '@app/kernel';

/** confirmRequired refuses what was not confirmed, and says what that is. */
export function confirmRequired(would: string): DomainError {
  const message = `confirm must be true for this to happen: ${would}; dry_run shows the plan`;
  return new DomainError('confirm_required', message, { param: 'confirm' });
}
