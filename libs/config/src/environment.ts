import { z } from 'zod';
import { ConfigError } from './config-error.js';
import { freezeDeep } from './freeze-deep.js';

export type Environment = Readonly<Record<string, string | undefined>>;

const SECRET_NAME = /KEY|TOKEN|SECRET|PASSWORD/;

/**
 * readEnvironment checks the variables that `schema` names and returns them typed and frozen.
 *
 * A variable set to the empty string counts as absent: Compose passes `NAME=` for a value left open.
 * Throws a ConfigError that names every bad variable, what it got and what it wanted.
 */
export function readEnvironment<S extends z.ZodObject>(schema: S, environment: Environment): z.output<S> {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const result = schema.safeParse(given);
  if (result.success) return freezeDeep(result.data);
  throw new ConfigError('environment', [
    ...new Set(result.error.issues.map((issue) => complaint(issue, given))),
  ]);
}

function complaint(issue: z.core.$ZodIssue, given: Environment): string {
  const name = String(issue.path[0] ?? 'environment');
  return `${name}: got ${shown(name, given[name])}, wanted ${wanted(issue)}`;
}

function shown(name: string, value: string | undefined): string {
  if (value === undefined) return 'nothing';
  return SECRET_NAME.test(name) ? 'a value (not shown)' : JSON.stringify(value);
}

function wanted(issue: z.core.$ZodIssue): string {
  return issue.message.replace(/^(Invalid input: expected|Invalid option: expected) /, '');
}

/** integer accepts a whole number within bounds, written in decimal. */
export function integer(min: number, max: number) {
  const wish = `a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,15}$/, wish)
    .transform(Number)
    .refine((value) => value >= min && value <= max, wish);
}

/** httpUrl accepts an absolute http or https URL and drops trailing slashes. */
export function httpUrl() {
  const wish = 'an http:// or https:// URL without user, query or fragment';
  return z
    .string()
    .refine(isHttpUrl, wish)
    .transform((value) => value.replace(/\/+$/, ''));
}

function isHttpUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, username, password, search, hash } = new URL(value);
  return /^https?:$/.test(protocol) && `${username}${password}${search}${hash}` === '';
}

/** commaList accepts `a, b,c` and returns its parts; absent is the empty list. */
export function commaList() {
  return z
    .string()
    .default('')
    .transform((value) =>
      value
        .split(',')
        .map((part) => part.trim())
        .filter(Boolean),
    );
}
