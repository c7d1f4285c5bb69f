import { DomainError } from '@app/kernel';

/** ConfigError lists everything that is wrong with a configuration at once, one line each. */
export class ConfigError extends DomainError {
  readonly problems: readonly string[];

  constructor(source: string, problems: readonly string[]) {
    super('invalid_configuration', `${source} is not valid:\n${problems.map((p) => `  ${p}`).join('\n')}`);
    this.problems = problems;
  }
}
