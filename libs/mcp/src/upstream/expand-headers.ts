const VARIABLE = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;

/**
 * expandHeaders replaces each `${NAME}` by its value. A header that names a variable without a value is left out: what is
 * required of a server is set before the server may run at all, so that this one can do without.
 */
export function expandHeaders(
  headers: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>>,
): Record<string, string> {
  const expanded = Object.entries(headers).flatMap(([name, text]): [string, string][] => {
    const variables = [...text.matchAll(VARIABLE)].map(([, variable = '']) => variable);
    if (!variables.every((variable) => Object.hasOwn(env, variable))) return [];
    return [[name, text.replaceAll(VARIABLE, (_, variable: string) => env[variable] ?? '')]];
  });
  return Object.fromEntries(expanded);
}
