import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dockerError } from './docker-error.js';
import type { DockerNode, RemoteEngine } from './docker-node.js';

export interface ComposeSettings {
  /** PATH and HOME of the programs; registry credentials are looked for below HOME. */
  readonly path: string;
  readonly home: string;
}

export interface ComposeEnvironment {
  readonly variables: Readonly<Record<string, string>>;
  release(): Promise<void>;
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;
/** What steers the programs themselves is not for a caller to set. */
const STEERING =
  /^(PATH|HOME|SHELL|IFS|TMPDIR|(DOCKER|COMPOSE|BUILDKIT|BUILDX|LD|DYLD|PYTHON|SETUPTOOLS|GO|SSL|SSH)_?.*|\w+_PROXY)$/i;

/**
 * The engine client of 1.29 gives up after a minute without a word unless told otherwise. A pull is quiet for long, but
 * a remote node's engine pulls without Compose; a node that is lost is then not waited for without need.
 */
const SILENCE_SEC = { local: '1800', remote: '300' } as const;

/** composeEnvironment is all that compose gets to see: where its engine is, and what the caller's plan sets. */
export async function composeEnvironment(
  node: DockerNode,
  base: ComposeSettings & {
    readonly version?: string | undefined;
    readonly variables?: Readonly<Record<string, string>>;
  },
  given: Readonly<Record<string, string>>,
): Promise<ComposeEnvironment> {
  for (const [name, value] of Object.entries(given)) {
    if (!NAME.test(name) || STEERING.test(name) || value.includes('\0')) {
      throw dockerError(node.id, 'parameter_refused', 'env: holds a name that may not be set.', {
        param: 'env',
      });
    }
  }
  const { engine } = node;
  const always = {
    ...base.variables,
    PATH: base.path,
    HOME: base.home,
    COMPOSE_HTTP_TIMEOUT: SILENCE_SEC[engine.kind],
    ...spoken(base.version),
  };
  if (engine.kind === 'remote') return remoteEnvironment(engine, { ...given, ...always });
  const variables = { ...given, ...always, DOCKER_HOST: `unix://${engine.socket}` };
  return { variables, release: async () => undefined };
}

/** 1.29 looks at the second one alone. */
function spoken(version: string | undefined): Readonly<Record<string, string>> {
  return version === undefined ? {} : { DOCKER_API_VERSION: version, COMPOSE_API_VERSION: version };
}

/** The docker programs take TLS files by fixed names from one folder; links follow a rotation of the real files. */
async function remoteEnvironment(
  { url, tls }: RemoteEngine,
  given: Readonly<Record<string, string>>,
): Promise<ComposeEnvironment> {
  const folder = await mkdtemp(join(tmpdir(), 'switchyard-compose-'));
  for (const field of ['ca', 'cert', 'key'] as const) await symlink(tls[field], join(folder, `${field}.pem`));
  const { hostname, port } = new URL(url);
  const variables = {
    ...given,
    DOCKER_HOST: `tcp://${hostname}:${port || '443'}`,
    DOCKER_TLS_VERIFY: '1',
    DOCKER_CERT_PATH: folder,
  };
  return { variables, release: () => rm(folder, { recursive: true }) };
}
