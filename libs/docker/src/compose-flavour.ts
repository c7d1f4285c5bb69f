import type { ComposeSettings } from './compose-environment.js';
import { dockerError } from './docker-error.js';
import { runChild } from './run-child.js';

/** ComposeFlavour is the compose that is installed: the docker plugin, or a program of its own. */
export interface ComposeFlavour {
  /** 1 is the Python one, 1.29 at last; everything later is the Go one. They hash configurations differently. */
  readonly generation: 1 | 2;
  readonly version: string;
  readonly command: readonly [string, ...string[]];
  /** What it is started with beside the rest of its environment. */
  readonly variables: Readonly<Record<string, string>>;
  /**
   * Whether what a service depends on is part of its hash, as it is before 2.29.3. `up --no-deps` forgets those that
   * are not named with it (docker/compose#12069), so it writes another hash than the files have.
   */
  readonly hashesDependencies: boolean;
}

/** The plugin warns of each `version` in a file, which would take the place of what matters in a failure's words. */
const PLUGIN = ['docker', '--log-level', 'error', 'compose'] as const;
const PROGRAM = ['docker-compose'] as const;
/**
 * 1.29 asks for distutils, in whose place setuptools puts its own, which costs half of each call. Python before 3.12 has
 * one itself; with a later one, 1.29 cannot so much as tell its version like this, and is started without.
 */
const OWN_DISTUTILS = { SETUPTOOLS_USE_DISTUTILS: 'stdlib' };
type Candidate = Pick<ComposeFlavour, 'command' | 'variables'>;
const CANDIDATES: readonly Candidate[] = [
  { command: PLUGIN, variables: {} },
  { command: PROGRAM, variables: OWN_DISTUTILS },
  { command: PROGRAM, variables: {} },
];
const TIMEOUT_MS = 20_000;

/** detectCompose finds the plugin, else `docker-compose`; throws `compose_missing`. */
export async function detectCompose(
  node: string,
  { path, home }: ComposeSettings,
  signal?: AbortSignal,
): Promise<ComposeFlavour> {
  for (const candidate of CANDIDATES) {
    const env = { ...candidate.variables, PATH: path, HOME: home };
    const version = await versionOf(candidate.command, env, signal);
    if (version !== undefined) return flavourOf(version, candidate);
  }
  if (signal?.aborted === true) {
    throw dockerError(node, 'call_cancelled', `The look for compose on the node "${node}" was cancelled.`);
  }
  throw dockerError(node, 'compose_missing', 'Neither "docker compose" nor "docker-compose" can be run.');
}

function flavourOf(version: string, { command, variables }: Candidate): ComposeFlavour {
  const generation = generationOf(version);
  return {
    version,
    command,
    // A program of its own may be the Go one too.
    variables: generation === 1 ? variables : {},
    generation,
    hashesDependencies: generation === 2 && isBefore(version, [2, 29, 3]),
  };
}

function isBefore(version: string, other: readonly number[]): boolean {
  const parts = version.replace(/^v/, '').split(/[.-]/, 3).map(Number);
  const at = other.findIndex((part, index) => parts[index] !== part);
  return at !== -1 && (parts[at] ?? 0) < (other[at] ?? 0);
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
