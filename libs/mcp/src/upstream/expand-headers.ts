import { DomainError } from '@app/kernel';

const VARIABLE = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;

/** expandHeaders replaces each `${NAME}` by its value. Throws `env_missing`, which names the variable. */
export function expandHeaders(
  server: string,
  headers: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>>,
): Record<string, string> {
  const value = (name: string): string => {
    const found = Object.hasOwn(env, name) ? env[name] : undefined;
    if (found !== undefined) return found;
    throw new DomainError(
      'env_missing',
      `The server "${server}" needs the variable ${name}, which is not set.`,
      {
        param: name,
        upstream: server,
      },
    );
  };
  const expanded = Object.entries(headers).map(([name, text]) => [
    name,
    text.replaceAll(VARIABLE, (_, variable: string) => value(variable)),
  ]);
  return Object.fromEntries(expanded) as Record<string, string>;
}
