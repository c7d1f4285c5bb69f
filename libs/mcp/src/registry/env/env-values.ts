import type { ServerEntry } from '../server-entry.js';

/** EnvValues are values by the names of variables; they never leave towards anything but the server that wants them. */
export type EnvValues = ReadonlyMap<string, string>;

export interface ResolvedEnv {
  /** What reaches the server, and nothing else does. */
  readonly env: Readonly<Record<string, string>>;
  /** Names of required variables that nobody has set. */
  readonly missing: readonly string[];
}

/** resolveEnv gives a server the variables of its own schema. One that is set to nothing counts as not set. */
export function resolveEnv(schema: ServerEntry['env_schema'], values: EnvValues): ResolvedEnv {
  const env: [string, string][] = [];
  const missing: string[] = [];
  for (const [name, wish] of Object.entries(schema)) {
    const { required, fallback } = wishOf(wish);
    const value = usable(values.get(name)) ?? usable(fallback);
    if (value !== undefined) env.push([name, value]);
    else if (required) missing.push(name);
  }
  return { env: Object.fromEntries(env), missing };
}

function wishOf(wish: ServerEntry['env_schema'][string]): {
  required: boolean;
  fallback?: string | undefined;
} {
  if (typeof wish === 'string') return { required: wish === 'required' };
  return { required: wish.required, fallback: wish.default };
}

/** No process takes a value with a NUL in it. */
function usable(value: string | undefined): string | undefined {
  return value === undefined || value === '' || value.includes('\0') ? undefined : value;
}
