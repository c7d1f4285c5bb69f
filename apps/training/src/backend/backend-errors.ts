import { DomainError } from '@app/kernel';

/** How errors call the other side. */
export const BACKEND = 'the training backend';

const CODES: Readonly<Record<string, string>> = {
  upstream_unreachable: 'backend_unreachable',
  upstream_timeout: 'backend_timeout',
  upstream_malformed: 'backend_malformed',
};

/** backendError is the error of an exchange by the name it has in this app; others are as they were. */
export function backendError(error: unknown): unknown {
  const code = error instanceof DomainError ? CODES[error.code] : undefined;
  if (code === undefined) return error;
  const { message, cause } = error as DomainError;
  return new DomainError(code, message, { upstream: BACKEND, cause });
}

export function malformed(what: string, cause?: unknown): DomainError {
  return new DomainError('backend_malformed', `${BACKEND} answered with ${what}`, {
    upstream: BACKEND,
    cause,
  });
}

/** The backend's own words stay out of it: they may hold paths. */
export function failed(status: number): DomainError {
  return new DomainError('backend_failed', `${BACKEND} answered with status ${status}`, {
    upstream: BACKEND,
  });
}

export function unauthorized(hasToken: boolean): DomainError {
  const why = hasToken ? `${BACKEND} refuses the token` : `${BACKEND} wants a token`;
  const message = `${why}: set AI_TOOLKIT_AUTH_TOKEN to the AI_TOOLKIT_AUTH of the backend`;
  return new DomainError('backend_unauthorized', message, { upstream: BACKEND });
}

export function jobNotFound(): DomainError {
  return new DomainError('job_not_found', `${BACKEND} has no such job`, { param: 'job_id' });
}
