import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { runChild, safeWords } from '@app/docker';
import { imageError } from './image-error.js';

export interface DockerProgramSettings {
  /** Of the local engine. */
  readonly socket: string;
  /** PATH and HOME of the program. */
  readonly path: string;
  readonly home: string;
}

export interface DockerResult {
  readonly ok: boolean;
  readonly output: string;
  /** What it complained of, fit for a client. */
  readonly complaint: string;
}

/** What the engine may take to make or remove a container on a busy disk. */
const TIMEOUT_MS = 30_000;
const LARGEST_OUTPUT = 256 * 1024;

/** DockerProgram is the docker command line on the local engine, called with an argument list. */
export class DockerProgram {
  constructor(private readonly settings: DockerProgramSettings) {}

  /**
   * run resolves when the program has ended, well or not, which it does within forty seconds. Rejects with
   * `mcp_container_failed` when it cannot be started.
   */
  async run(
    server: string,
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): Promise<DockerResult> {
    const command = { file: 'docker', args, cwd: '/', env: this.env(env), timeout: TIMEOUT_MS };
    try {
      const { code, output, complaint, ended } = await runChild({ ...command, keep: LARGEST_OUTPUT });
      const said = ended === undefined ? safeWords(complaint) : `ended by us (${ended})`;
      return { ok: code === 0 && ended === undefined, output, complaint: said };
    } catch (cause) {
      throw imageError(server, 'mcp_container_failed', 'the docker program cannot be started', { cause });
    }
  }

  /** spawn starts the program with its streams to us, in a group of its own: a signal to ours is not for it. */
  spawn(args: readonly string[]): ChildProcessWithoutNullStreams {
    return spawn('docker', args, { cwd: '/', env: this.env({}), detached: true, stdio: 'pipe' });
  }

  private env(given: Readonly<Record<string, string>>): Record<string, string> {
    const { socket, path, home } = this.settings;
    return { ...given, PATH: path, HOME: home, DOCKER_HOST: `unix://${socket}` };
  }
}
