import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { dockerError, type ConfigHashes, type DockerNode } from '@app/docker';
import { DomainError } from '@app/kernel';
import type { NodeProjects } from '../deployments/node-projects.js';
import type { NodeEngines } from '../nodes/node-engines.js';
import { hasCreateGate } from '../plans/create-gate.js';

/** ConfigView is what the files of a node say; `problem` is why Compose could not tell. */
export interface ConfigView {
  readonly hashes: ConfigHashes | undefined;
  readonly problem: DomainError | undefined;
}

interface Kept {
  readonly stamp: string;
  readonly until: number;
  readonly view: Promise<ConfigView>;
}

/** What the files include may change without their own times changing. */
const KEPT_MS = 5_000;
const COMPOSE_MS = 15_000;
const UNKNOWN: ConfigView = { hashes: undefined, problem: undefined };

/** ConfigCache asks Compose for the config hashes of a node, once for all who ask within a few seconds. */
export class ConfigCache {
  private readonly kept = new Map<string, Kept>();

  constructor(
    private readonly projects: NodeProjects,
    private readonly engines: Pick<NodeEngines, 'of'>,
  ) {}

  /**
   * of never fails. A remote node whose files are not on this host, or whose files this host's Compose can read only
   * together with an engine, has neither hashes nor a problem.
   */
  async of(node: DockerNode): Promise<ConfigView> {
    const { directory, files } = node.compose;
    const pinned = this.projects.of(node).pins.path;
    const stamps = await Promise.all([...files, join(directory, '.env'), pinned].map(stampOf));
    const missing = stamps.slice(0, files.length).includes('absent');
    if (missing && node.engine.kind === 'remote') return UNKNOWN;
    const stamp = stamps.join();
    const known = this.kept.get(node.id);
    if (known?.stamp === stamp && performance.now() < known.until) return known.view;
    const view = this.ask(node);
    this.kept.set(node.id, { stamp, until: performance.now() + KEPT_MS, view });
    return view;
  }

  private async ask(node: DockerNode): Promise<ConfigView> {
    const signal = AbortSignal.timeout(COMPOSE_MS);
    try {
      const { cli, pins } = this.projects.of(node);
      // 1.29 asks the engine for volumes and images, which a remote node without a create gate refuses.
      const { generation } = await cli.flavour(signal);
      if (generation === 1 && !(await hasCreateGate(this.engines.of(node.id), signal))) return UNKNOWN;
      const hashes = await cli.configHashes({ signal, files: await pins.files() });
      return { hashes, problem: undefined };
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return { hashes: undefined, problem: signal.aborted ? tooSlow(node.id) : error };
    }
  }
}

/** filesAreHere tells whether this host has all compose files of a node. */
export async function filesAreHere({ compose }: DockerNode): Promise<boolean> {
  return !(await Promise.all(compose.files.map(stampOf))).includes('absent');
}

function tooSlow(node: string): DomainError {
  return dockerError(node, 'compose_timeout', `Compose on the node "${node}" took too long.`);
}

async function stampOf(path: string): Promise<string> {
  try {
    const { ino, size, mtimeMs } = await stat(path);
    return `${ino}:${size}:${mtimeMs}`;
  } catch {
    return 'absent';
  }
}
