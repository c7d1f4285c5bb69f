import type { ComposeSettings } from './compose-environment.js';
import { dockerError } from './docker-error.js';
import { runChild } from './run-child.js';

/** ComposeFlavour is the compose that is installed: the docker plugin, or a program of its own. */
export interface ComposeFlavour {
  /** 1 is the Python one, 1.29 at last; everything later is the Go one. They hash configurations differently. */
  readonly generation: 1 | 2;
  readonly version: string;
  readonly command: readonly [string, ...string[]];
}

const CANDIDATES: readonly ComposeFlavour['command'][] = [['docker', 'compose'], ['docker-compose']];
const TIMEOUT_MS = 20_000;

/** detectCompose finds the plugin, else `docker-compose`; throws `compose_missing`. */
export async function detectCompose(
  node: string,
  { path, home }: ComposeSettings,
  signal?: AbortSignal,
): Promise<ComposeFlavour> {
  for (const command of CANDIDATES) {
    const version = await versionOf(command, { PATH: path, HOME: home }, signal);
    if (version !== undefined) return { version, command, generation: generationOf(version) };
  }
  if (signal?.aborted === true) {
    throw dockerError(node, 'call_cancelled', `The look for compose on the node "${node}" was cancelled.`);
  }
  throw dockerError(node, 'compose_missing', 'Neither "docker compose" nor "docker-compose" can be run.');
}

/** generationOf tells who wrote a `com.docker.compose.version` label. */
export function generationOf(version: string): 1 | 2 {
  return /^v?1\./.test(version) ? 1 : 2;
}

/** An absent program is the next candidate's chance, not a failure. */
async function versionOf(
  [file, ...first]: ComposeFlavour['command'],
  env: Readonly<Record<string, string>>,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const args = [...first, 'version', '--short'];
  const run = runChild({ file, args, cwd: '/', env, timeout: TIMEOUT_MS, keep: 1_000, signal });
  const { code, output } = await run.catch(() => ({ code: undefined, output: '' }));
  return code === 0 ? /^v?\d+\.\d+\S*/.exec(output)?.[0] : undefined;
}
