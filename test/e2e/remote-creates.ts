import { readServices, type ServiceContainer } from '@app/docker';
import type { ComposeFlavourName } from '../docker/compose-flavours.ts';
import { serviceEntry } from '../docker/compose-project.ts';
import { docker } from '../docker/docker-cli.ts';
import { engineClientOf, localNode } from '../docker/engine-client-of.ts';
import type { GpuNode } from '../docker/gpu-node.ts';
import { BUSYBOX_IMAGE } from '../docker/real-engine.ts';
import { MortalWorker } from './mortal-worker.ts';
import { startOperations, type Answer, type Operations } from './operations.ts';

export const NEXT = 'switchyard/busybox:2';
export const BAD = 'switchyard/busybox:bad';
/** Healthy but for the image BAD, which sets the variable. */
const HEALTH = `healthcheck: { test: ['CMD-SHELL', 'test -z "$$BAD"'], interval: 1s, retries: 1 }`;
const POLICY = { images: ['switchyard/*'], volumes: true };

/** The front makes Compose ask for a network and for a volume; the late one is not there at first. */
const entriesWith = (front: string, vllm: string, more: readonly string[]): string =>
  `${serviceEntry('vllm', BUSYBOX_IMAGE, `echo ${vllm}`, [HEALTH, ...more])}${serviceEntry('late', BUSYBOX_IMAGE, 'true')}  front:
    image: ${BUSYBOX_IMAGE}
    command: ['/bin/sh', '-c', "trap 'exit 0' TERM; echo ${front}; sleep 100000 & wait"]
    volumes: [front-data:/data]
volumes: { front-data: {} }
`;

/** RemoteCreates is ops and its worker, the latter a process of its own, and a node whose create gate lets Compose in. */
export class RemoteCreates {
  #front = 'one';
  #vllm = 'one';

  private constructor(
    readonly ops: Operations,
    readonly worker: MortalWorker,
  ) {}

  static async start(flavour: ComposeFlavourName): Promise<RemoteCreates> {
    const ops = await startOperations([], {
      apart: true,
      compose: flavour,
      entries: serviceEntry('web', BUSYBOX_IMAGE, 'true'),
      gpu: [],
      gpuEntries: entriesWith('one', 'one', []),
      gpuGate: POLICY,
    });
    const worker = new MortalWorker(ops.workerEnv);
    const bench = new RemoteCreates(ops, worker);
    await worker.start().catch(async (error: unknown) => {
      await bench.close();
      throw error;
    });
    return bench;
  }

  get node(): GpuNode {
    return this.#gpu.node;
  }

  /** changeFront changes the front's entry in the Compose file. */
  changeFront(word: string): Promise<void> {
    this.#front = word;
    return this.#write([]);
  }

  /** changeModel changes the model server's, and gives it further lines. */
  changeModel(word: string, ...more: string[]): Promise<void> {
    this.#vllm = word;
    return this.#write(more);
  }

  /** makeImages makes NEXT and BAD from the container of `service`. */
  async makeImages(service: string): Promise<void> {
    const { id } = await this.container(service);
    await this.docker('commit', '--change', 'LABEL number=2', id, NEXT);
    await this.docker('commit', '--change', 'ENV BAD=1', id, BAD);
  }

  docker(...args: string[]): Promise<string> {
    return docker(this.node.engine, ...args);
  }

  idOf(image: string): Promise<string> {
    return this.docker('image', 'inspect', '--format', '{{.Id}}', image);
  }

  /** containers asks the engine itself, past Caddy. */
  async containers(service: string): Promise<readonly ServiceContainer[]> {
    const node = localNode(this.node.engine.socket, this.#gpu.project);
    const [found] = await readServices(engineClientOf(node), node, { only: [service] });
    return found?.containers ?? [];
  }

  async container(service: string): Promise<ServiceContainer> {
    const [container, ...others] = await this.containers(service);
    if (container === undefined || others.length > 0) throw new Error(`${service} has not one container`);
    return container;
  }

  up(service: string, body: object, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.ops.call('POST', `/services/${service}/up?node=gpu`, { body, headers });
  }

  deploy(images: object, more: object = { confirm: true }): Promise<Answer> {
    const body = { node: 'gpu', images, pull: 'missing', health_timeout_sec: 30, ...more };
    return this.ops.call('POST', '/deployments', { body });
  }

  async close(): Promise<void> {
    await this.worker.kill();
    await this.ops.close();
  }

  #write(more: readonly string[]): Promise<void> {
    return this.#gpu.project.write(entriesWith(this.#front, this.#vllm, more));
  }

  get #gpu(): NonNullable<Operations['gpu']> {
    return this.ops.gpu as NonNullable<Operations['gpu']>;
  }
}
