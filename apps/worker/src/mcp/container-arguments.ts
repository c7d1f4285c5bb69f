import type { ImageEntry } from '@app/mcp';
import type { ImageFacts } from './image-facts.js';

/** On each container of ours: whose it is. A sweep takes those of its own worker alone. */
export const OWNER_LABEL = 'switchyard.mcp';
const SERVER_LABEL = 'switchyard.mcp.server';

export interface ContainerPlan {
  readonly name: string;
  readonly owner: string;
  readonly server: string;
  readonly entry: ImageEntry;
  readonly facts: ImageFacts;
  /** Docker's name of it, or `none`. */
  readonly network: string;
  /** Names alone; the values are in the environment of the docker program. */
  readonly variables: readonly string[];
}

const FIXED = [
  'create --interactive --rm --init --pull never --log-driver none --no-healthcheck --read-only',
  '--security-opt no-new-privileges --cap-drop ALL --pids-limit 128',
].flatMap((line) => line.split(' '));
const SCRATCH = 'rw,nosuid,nodev,size=64m,mode=1777';
const NUMBERS = /^(\d+)(?::(\d+))?$/;

/**
 * createArguments is the command line that makes the container. It can write to small file systems in memory alone,
 * which stand in for the image's volumes too: those would be folders on the host's disk, without a limit.
 */
export function createArguments({ entry, facts, network, variables, ...named }: ContainerPlan): string[] {
  const { name, owner, server } = named;
  const labels = ['--label', `${OWNER_LABEL}=${owner}`, '--label', `${SERVER_LABEL}=${server}`];
  const memory = `${entry.memory_mib}m`;
  const limits = ['--memory', memory, '--memory-swap', memory, '--cpus', String(entry.cpus)];
  const scratches = ['/tmp', ...facts.volumes].flatMap((path) => scratch(path, facts.user));
  const env = variables.flatMap((variable) => ['--env', variable]);
  const where = ['--name', name, '--user', facts.user, '--network', network];
  return [...FIXED, ...where, ...labels, ...limits, ...scratches, ...env, facts.id, ...entry.args];
}

/** runc before 1.1.8 gives it the mode of the folder in the image; then it must be the user's own to be written to. */
function scratch(path: string, user: string): string[] {
  const [, uid, gid] = NUMBERS.exec(user) ?? [];
  const owner = `${uid === undefined ? '' : `,uid=${uid}`}${gid === undefined ? '' : `,gid=${gid}`}`;
  return ['--tmpfs', `${path}:${SCRATCH}${owner}`];
}
