import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { safeWords, type EngineClient } from '@app/docker';
import { DomainError } from '@app/kernel';
import { createArguments, type ContainerPlan } from './container-arguments.js';
import type { DockerProgram } from './docker-program.js';
import { imageError } from './image-error.js';
import type { ServerVoice } from './server-voice.js';

const LOOK_EVERY_MS = 20;
const START_MS = 30_000;
/** Removals of one container; a sweep tries again what these could not. */
const REMOVALS = 5;
const REMOVAL_PAUSE_MS = 500;

/** LentContainer is one container and the docker program that holds its streams. */
export class LentContainer {
  /** Resolves with the exit code, once the program has ended and all output was read. */
  readonly ended: Promise<number | undefined>;
  #over = false;

  private constructor(
    private readonly docker: DockerProgram,
    private readonly plan: ContainerPlan,
    private readonly child: ChildProcessWithoutNullStreams,
    voice: ServerVoice,
  ) {
    child.stderr.on('data', (bytes: Buffer) => voice.push(bytes));
    // The program's end tells all that an error of its input would.
    child.stdin.on('error', () => undefined);
    this.ended = new Promise((resolve) => {
      const end = (code?: number | null) => {
        this.#over = true;
        voice.end();
        resolve(code ?? undefined);
      };
      child.once('close', end).once('error', () => end());
    });
  }

  get stdin(): Writable {
    return this.child.stdin;
  }

  get stdout(): Readable {
    return this.child.stdout;
  }

  /**
   * start resolves when the server's program runs. Making and starting are two commands, so that whatever the engine
   * refuses is told before any byte of the stream. Throws `mcp_container_failed`, or what the engine's client throws;
   * nothing of the container is left then.
   */
  static async start(
    docker: DockerProgram,
    engine: EngineClient,
    plan: ContainerPlan,
    env: Readonly<Record<string, string>>,
    voice: ServerVoice,
  ): Promise<LentContainer> {
    const { ok, output, complaint } = await docker.run(plan.server, createArguments(plan), env);
    if (!ok) {
      await removeContainer(docker, plan);
      throw failed(plan, complaint);
    }
    const child = docker.spawn(['start', '--attach', '--interactive', plan.name]);
    const container = new LentContainer(docker, plan, child, voice);
    const runs = await container.runs(engine, output.trim()).catch(async (error: unknown) => {
      await container.remove();
      throw error;
    });
    if (runs) return container;
    await container.remove();
    throw failed(plan, voice.last);
  }

  /** remove resolves to whether the container is gone; it is killed if it runs, and what it had still to say is lost. */
  async remove(): Promise<boolean> {
    const gone = await removeContainer(this.docker, this.plan);
    // Without its container the program ends by itself; where that could not be removed, it must not stay either.
    if (!gone) this.child.kill('SIGKILL');
    this.child.stdout.unpipe().resume();
    await this.ended;
    return gone;
  }

  /** The program says nothing of a start that went well, so the engine is asked until it knows of one. */
  private async runs(engine: EngineClient, id: string): Promise<boolean> {
    for (const end = Date.now() + START_MS; Date.now() < end; await pause(LOOK_EVERY_MS)) {
      const state = await stateOf(engine, id);
      if (state === 'running') return true;
      if (state !== 'created' || this.#over) return false;
    }
    return false;
  }
}

/** Undefined when there is no such container any more. */
async function stateOf(engine: EngineClient, id: string): Promise<string | undefined> {
  try {
    return (await engine.inspectContainer(id)).state;
  } catch (error) {
    if (error instanceof DomainError && error.code === 'container_not_found') return undefined;
    throw error;
  }
}

function failed({ server }: ContainerPlan, complaint: string): DomainError {
  const message = `its container could not be started: ${safeWords(complaint) || 'it ended at once'}`;
  return imageError(server, 'mcp_container_failed', message);
}

/** removeContainer kills and removes by name, whatever state it is in. An engine may be busy removing it already. */
export async function removeContainer(
  docker: DockerProgram,
  { server, name }: Pick<ContainerPlan, 'server' | 'name'>,
): Promise<boolean> {
  for (let left = REMOVALS; left > 0; left -= 1) {
    const { ok, complaint } = await docker.run(server, ['rm', '--force', '--volumes', name]);
    if (ok || /no such container/i.test(complaint)) return true;
    if (left > 1) await pause(REMOVAL_PAUSE_MS);
  }
  return false;
}
