import { execFile } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { readServices, type EngineClient, type Service, type ServiceContainer } from '@app/docker';
import type { AuditEvent } from '@app/audit';
import type { ComposeFlavourName } from '../docker/compose-flavours.ts';
import { serviceEntry } from '../docker/compose-project.ts';
import { engineClientOf, localNode } from '../docker/engine-client-of.ts';
import type { ImageRegistry } from '../docker/image-registry.ts';
import { BUSYBOX_IMAGE } from '../docker/real-engine.ts';
import { MortalWorker } from './mortal-worker.ts';
import { nameInRegistry } from './moved-tags.ts';
import { startOperations, type Answer, type Operations } from './operations.ts';

const OLD_TAG = 'old';
const NEW_TAG = 'new';

export type KilledAction = 'restart' | 'up' | 'pull' | 'deploy';
export type Shown = 'happened' | 'did_not_happen' | 'partial';

export interface KilledJob {
  readonly action: KilledAction;
  readonly service: string;
  readonly job: unknown;
}

/** KilledChanges is a stack whose worker is killed again and again while it restarts, brings up, pulls and deploys. */
export class KilledChanges {
  readonly jobs: KilledJob[] = [];
  readonly #ops: Operations;
  readonly #worker: MortalWorker;
  readonly #client: EngineClient;
  readonly #before: readonly Service[];
  readonly #images: PublishedImages;

  private constructor(
    ops: Operations,
    worker: MortalWorker,
    before: readonly Service[],
    images: PublishedImages,
  ) {
    this.#ops = ops;
    this.#worker = worker;
    this.#before = before;
    this.#images = images;
    this.#client = engineClientOf(localNode(ops.engine.socket, ops.project));
  }

  /** Each of `rounds` has services of its own, so that no outcome is hidden by what comes later. */
  static async start(
    flavour: ComposeFlavourName,
    rounds: number,
    registry: ImageRegistry,
  ): Promise<KilledChanges> {
    const entries = entriesOf(rounds, 'one');
    const ops = await startOperations([], { apart: true, compose: flavour, entries });
    const node = localNode(ops.engine.socket, ops.project);
    const before = await readServices(engineClientOf(node), node);
    const images = await publishImages(ops, registry, flavour, rounds);
    await ops.project.write(`${entriesOf(rounds, 'two')}${pulledEntries(images, rounds)}`);
    const worker = new MortalWorker(ops.workerEnv);
    await worker.start();
    return new KilledChanges(ops, worker, before, images);
  }

  /** round asks for one change of each kind and kills the worker so many milliseconds later. */
  async round(number: number, afterMs: number): Promise<void> {
    const asked = await Promise.all([
      this.#ask('restart', `restart-${number}`),
      this.#ask('up', `up-${number}`),
      this.#ask('pull', `pull-${number}`),
      this.#ask('deploy', `deploy-${number}`),
    ]);
    this.jobs.push(...asked);
    await pause(afterMs);
    await this.#worker.kill();
    await this.#worker.start();
  }

  outcome({ job }: KilledJob): Promise<AuditEvent> {
    return this.#ops.audited(({ metadata }) => metadata['intent'] === job);
  }

  audit(): Promise<AuditEvent[]> {
    return this.#ops.audit();
  }

  /** shown is what the engine says of a job, without a word of the worker's. */
  async shown({ action, service }: KilledJob): Promise<Shown> {
    if (action === 'pull') {
      const { id } = await this.#client.inspectImage(`${this.#images.repository}:${service}`);
      return id === this.#images.newId ? 'happened' : 'did_not_happen';
    }
    const [old] = this.#before.find((each) => each.service === service)?.containers ?? [];
    const now = await this.containers(service);
    if (now.length === 1 && isAsBefore(now[0], old)) return 'did_not_happen';
    const [only] = now;
    if (now.length !== 1 || only?.state !== 'running') return 'partial';
    if (action === 'deploy') return only.imageId === this.#images.newId ? 'happened' : 'partial';
    if (action === 'restart') return only.id === old?.id ? 'happened' : 'partial';
    return only.configHash === old?.configHash ? 'partial' : 'happened';
  }

  async containers(service: string): Promise<readonly ServiceContainer[]> {
    const node = localNode(this.#ops.engine.socket, this.#ops.project);
    const [found] = await readServices(this.#client, node, { only: [service] });
    return found?.containers ?? [];
  }

  /** The services whose images deployments left in force. */
  async pinned(): Promise<string[]> {
    const text = await readFile(join(this.#folder, 'local.pins.yml'), 'utf8').catch(() => '');
    const services = this.jobs.map(({ service }) => service);
    return services.filter((service) => new RegExp(`\\b${service}"?:`).test(text));
  }

  async candidates(): Promise<string[]> {
    return (await readdir(this.#folder)).filter((name) => name.includes('candidate'));
  }

  bringUp(service: string): Promise<Answer> {
    return this.#ops.call('POST', `/services/${service}/up`, { body: { confirm: true } });
  }

  deploy(services: readonly string[]): Promise<Answer> {
    const images = Object.fromEntries(services.map((service) => [service, this.#deployed]));
    return this.#ops.call('POST', '/deployments', { body: { images, pull: 'missing', confirm: true } });
  }

  async close(): Promise<void> {
    await this.#worker.kill();
    await this.#ops.close();
  }

  get #folder(): string {
    return join(this.#ops.workerEnv['DATA_DIR'] ?? '', 'worker');
  }

  get #deployed(): string {
    return `${this.#images.repository}:${NEW_TAG}`;
  }

  async #ask(action: KilledAction, service: string): Promise<KilledJob> {
    const headers = { prefer: 'respond-async' };
    const [path, wish] = wishFor(action, service, this.#deployed);
    const { status, body } = await this.#ops.call('POST', path, {
      body: { ...wish, confirm: true },
      headers,
    });
    if (status !== 202) throw new Error(`${action} ${service}: ${status} ${JSON.stringify(body)}`);
    return { action, service, job: body['job'] };
  }
}

interface PublishedImages {
  readonly repository: string;
  readonly newId: string;
}

/** On the engine every tag of a service that is pulled stands for the old image, in the registry for the new one. */
async function publishImages(
  { engine }: Operations,
  registry: ImageRegistry,
  flavour: ComposeFlavourName,
  rounds: number,
): Promise<PublishedImages> {
  const name = `killed-${flavour}`;
  const repository = `${registry.address}/${name}`;
  const oldId = await registry.publish(engine, `${name}:${OLD_TAG}`, { N: 'old' });
  const newId = await registry.publish(engine, `${name}:${NEW_TAG}`, { N: 'new' });
  const tags = Array.from({ length: rounds }, (_, number) => `pull-${number}`);
  await nameInRegistry(registry, name, NEW_TAG, tags);
  const docker = (...args: string[]) =>
    promisify(execFile)('docker', ['-H', `unix://${engine.socket}`, ...args]);
  await docker('pull', '--quiet', `${repository}:${OLD_TAG}`);
  for (const tag of tags) await docker('tag', oldId, `${repository}:${tag}`);
  return { repository, newId };
}

function entriesOf(rounds: number, word: string): string {
  const numbers = Array.from({ length: rounds }, (_, number) => number);
  return numbers
    .flatMap((number) => [
      serviceEntry(`restart-${number}`, BUSYBOX_IMAGE, 'true'),
      serviceEntry(`up-${number}`, BUSYBOX_IMAGE, `echo ${word}`),
      serviceEntry(`deploy-${number}`, BUSYBOX_IMAGE, 'true'),
    ])
    .join('');
}

function pulledEntries({ repository }: PublishedImages, rounds: number): string {
  return Array.from({ length: rounds }, (_, number) =>
    serviceEntry(`pull-${number}`, `${repository}:pull-${number}`, 'true'),
  ).join('');
}

function wishFor(action: KilledAction, service: string, image: string): [path: string, wish: object] {
  if (action === 'pull') return ['/images/pull', { services: [service] }];
  if (action === 'deploy') return ['/deployments', { images: { [service]: image }, pull: 'missing' }];
  return [`/services/${service}/${action}`, {}];
}

function isAsBefore(now: ServiceContainer | undefined, old: ServiceContainer | undefined): boolean {
  return now?.id === old?.id && now?.state === old?.state && now?.startedAt === old?.startedAt;
}
