import { DomainError } from '@app/kernel';

/** RegistryProblem is one thing wrong with a file or a document. */
export interface RegistryProblem {
  readonly line?: number | undefined;
  /** The field: `servers.github.timeout_sec`; empty for the whole. */
  readonly field: string;
  /** `got string, wanted a whole number`. */
  readonly problem: string;
}

/** So many problems are told at once. */
const TOLD = 20;

/** registryInvalid says everything that is wrong with `source`: line, field, what it got and what was wanted. */
export function registryInvalid(source: string, problems: readonly RegistryProblem[]): DomainError {
  const told = problems.slice(0, TOLD).map(worded);
  if (problems.length > TOLD) told.push(`and ${problems.length - TOLD} more`);
  const field = problems[0]?.field ?? '';
  const param = field === '' ? {} : { param: field };
  return new DomainError('registry_invalid', `${source} is not valid: ${told.join('; ')}`, param);
}

function worded({ line, field, problem }: RegistryProblem): string {
  return [line === undefined ? '' : `line ${line}: `, field === '' ? '' : `${field}: `, problem].join('');
}
