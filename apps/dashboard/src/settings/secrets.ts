import { readFileSync } from 'node:fs';
import { ConfigError, type Environment } from '@app/config';

const NAMES = [
  'DASHBOARD_PASSWORD',
  'DASHBOARD_AUTH_TOKEN',
  'DASHBOARD_OPS_TOKEN',
  'OPS_CONTROLLER_TOKEN',
  'GATEWAY_KEY',
  'ROUTER_KEY',
] as const;
type SecretName = (typeof NAMES)[number];

/** What an Authorization header can carry, and a line of a file can hold. */
const SENDABLE = /^[\x21-\x7e]+$/;
const PRINTABLE = /^\P{Cc}+$/u;

const SHORTEST: Readonly<Partial<Record<SecretName, number>>> = {
  DASHBOARD_PASSWORD: 8,
  DASHBOARD_AUTH_TOKEN: 32,
};

/** Secrets are the dashboard's own, to sign in with, and those that it acts with upstream. */
export type Secrets = Readonly<Partial<Record<SecretName, string>>>;

/**
 * readSecrets takes each secret from its variable, else from the file that the variable with `_FILE` names, whose last
 * line break does not count. Throws a ConfigError that names the variable and never shows a value.
 */
export function readSecrets(given: Environment): Secrets {
  const problems: string[] = [];
  const found = NAMES.flatMap((name) => {
    const value = given[name] || contentOf(`${name}_FILE`, given, problems);
    if (!value) return [];
    problems.push(...problemsOf(name, value));
    return [[name, value] as const];
  });
  if (problems.length > 0) throw new ConfigError('environment', problems);
  return Object.fromEntries(found);
}

function contentOf(variable: string, given: Environment, problems: string[]): string | undefined {
  const path = given[variable];
  if (!path) return undefined;
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    problems.push(`${variable}: the file cannot be read (${(error as NodeJS.ErrnoException).code})`);
    return undefined;
  }
}

function problemsOf(name: SecretName, value: string): string[] {
  const shortest = SHORTEST[name] ?? 1;
  const got = `${name}: got a value of ${value.length} characters (not shown)`;
  if (value.length < shortest) return [`${got}, wanted at least ${shortest}`];
  const [pattern, wanted] =
    name === 'DASHBOARD_PASSWORD'
      ? [PRINTABLE, 'characters that can be typed']
      : [SENDABLE, 'letters, digits and signs of ASCII, without spaces'];
  return pattern.test(value) ? [] : [`${got}, wanted ${wanted}`];
}
