import { DomainError } from '@app/kernel';
import type { LockRef } from './service-locks.js';

/** The code of a job that Redis handed out again after it had been started. */
export const ALREADY_STARTED = 'already_started';

/** The code of a job that ended because somebody asked for that. */
export const JOB_CANCELLED = 'job_cancelled';

/** told returns what may be said of a failure outside this process: an unknown one has no words of its own. */
export function told(error: unknown): { code: string; message: string } {
  if (error instanceof DomainError) return { code: error.code, message: error.message };
  return {
    code: 'internal_error',
    message: 'the action failed for a reason that only the log of its worker knows',
  };
}

/** failure tells how a run that threw has ended; nothing was touched unless it acted. */
export function failure(
  error: unknown,
  acted: boolean,
  signal: AbortSignal,
): 'error' | 'cancelled' | 'refused' {
  if (signal.aborted || codeOf(error) === JOB_CANCELLED) return 'cancelled';
  return acted ? 'error' : 'refused';
}

export function codeOf(error: unknown): string | undefined {
  return error instanceof DomainError ? error.code : undefined;
}

export function alreadyStarted(): DomainError {
  return new DomainError(ALREADY_STARTED, 'the job was started before and never runs twice');
}

export function cancelled(): DomainError {
  return new DomainError(JOB_CANCELLED, 'the job was cancelled before it started');
}

export function serviceBusy({ node, service }: LockRef, owner: string): DomainError {
  return new DomainError('service_busy', `the service ${service} on ${node} is held by job ${owner}`);
}
