import type { ImageEntry } from '@app/mcp';
import { imageError } from './image-error.js';

/**
 * The docker program takes the values from its own environment, where they are in nobody's argument list; so it must
 * not be steered by them: where its engine is, what it loads, where its own files are.
 */
const STEERING =
  /^(PATH|HOME|TMPDIR|(DOCKER|LD|BUILDKIT|BUILDX|XDG)_.*|GO(DEBUG|GC|TRACEBACK|MAXPROCS|MEMLIMIT))$/i;

/** checkEnv throws `mcp_env_refused` for a variable that the registry's entry does not have, or that steers docker. */
export function checkEnv(
  server: string,
  { env_schema }: ImageEntry,
  env: Readonly<Record<string, string>>,
): void {
  for (const [name, value] of Object.entries(env)) {
    const why = whyNot(name, value, env_schema);
    if (why === undefined) continue;
    throw imageError(server, 'mcp_env_refused', `env: a variable ${why}`, { param: 'env' });
  }
}

function whyNot(name: string, value: string, wanted: ImageEntry['env_schema']): string | undefined {
  if (!Object.hasOwn(wanted, name)) return 'that the entry\'s "env_schema" does not have';
  if (STEERING.test(name)) return `"${name}" that steers the docker program`;
  return value.includes('\0') ? `"${name}" that holds a zero byte` : undefined;
}
