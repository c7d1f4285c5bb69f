import type { z } from 'zod';
import { DomainError } from '@app/kernel';
import { jsonLines } from './bounded-text.js';
import { COMPOSE_ROUTES } from './compose-routes.js';
import {
  containerSetupAnswer,
  containerSetupOf,
  imageSetupAnswer,
  imageSetupOf,
  type ContainerSetup,
  type ImageSetup,
} from './container-setup.js';
import type { DiskRoom } from './disk-room.js';
import { dockerError } from './docker-error.js';
import type { EngineCall, EngineCaller } from './engine-caller.js';
import {
  eventAnswer,
  gateAnswer,
  gateDiskAnswer,
  imageAnswer,
  imageListAnswer,
  infoAnswer,
  inspectAnswer,
  listAnswer,
  pullAnswer,
  statsAnswer,
  type EngineVersion,
} from './engine-answers.js';
import { ENGINE_ROUTES, type EngineRoute } from './engine-routes.js';
import {
  detailsOf,
  eventOf,
  imageOf,
  progressOf,
  statsOf,
  summaryOf,
  type ContainerDetails,
  type ContainerEvent,
  type ContainerStats,
  type ContainerSummary,
  type ImageDetails,
  type PullProgress,
} from './engine-values.js';
import { parseImageReference } from './image-reference.js';
import { readLog, type LogOptions } from './read-log.js';
import type { LogLine } from './log-line.js';
import { safeWords } from './safe-words.js';

export interface EngineInfo {
  readonly name: string;
  /** RFC 3339, by the engine's clock: the difference to ours is the skew. */
  readonly systemTime: string;
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly containers: number;
  readonly running: number;
  /** The folder of its machine in which it keeps images and volumes, as it says. */
  readonly dataRoot: string | undefined;
}

/** GateDisk is what the create gate of a node read of its disk, so many milliseconds ago. */
export interface GateDisk extends DiskRoom {
  readonly ageMs: number;
}

export interface EventOptions {
  readonly labels: readonly string[];
  readonly actions: readonly string[];
  /** Seconds since the epoch, fractions included, by the engine's clock. */
  readonly since?: string | undefined;
}

/** The proxy does not let the question through, or finds nobody to answer it. */
const NO_GATE: readonly string[] = ['node_proxy_refused', 'node_proxy_failed'];
const LONGEST_EVENT = 1024 * 1024;
/** Unpacking one large layer is silent for minutes. */
const PULL_IDLE_MS = 600_000;

/** EngineClient is one engine, in domain words. Every call takes a signal and throws DomainErrors alone. */
export class EngineClient {
  constructor(private readonly caller: EngineCaller) {}

  get node(): string {
    return this.caller.node;
  }

  /** ping resolves when the engine answers at all. */
  async ping(signal?: AbortSignal): Promise<void> {
    (await this.caller.open(ENGINE_ROUTES.ping, { signal })).discard();
  }

  version(signal?: AbortSignal): Promise<EngineVersion> {
    return this.caller.version(signal);
  }

  async info(signal?: AbortSignal): Promise<EngineInfo> {
    const given = await this.read(ENGINE_ROUTES.info, infoAnswer, { signal });
    return {
      name: given.Name,
      systemTime: given.SystemTime,
      cpus: given.NCPU,
      memoryBytes: given.MemTotal,
      containers: given.Containers,
      running: given.ContainersRunning,
      dataRoot: given.DockerRootDir,
    };
  }

  /**
   * createGate asks a remote node's proxy for the create gate behind it, and returns the project that the gate makes
   * containers for; undefined when there is no gate, or a proxy that knows of none.
   */
  async createGate(signal?: AbortSignal): Promise<string | undefined> {
    await this.version(signal);
    try {
      return await this.gateProject(signal);
    } catch (error) {
      if (error instanceof DomainError && NO_GATE.includes(error.code)) return undefined;
      throw error;
    }
  }

  /** gateProject is the project of the create gate; throws why none answers, such as `node_proxy_refused`. */
  async gateProject(signal?: AbortSignal): Promise<string> {
    await this.version(signal);
    return (await this.read(COMPOSE_ROUTES.gate, gateAnswer, { signal })).project;
  }

  /** gateDisk is the disk of the create gate; undefined where the gate cannot read it. */
  async gateDisk(signal?: AbortSignal): Promise<GateDisk | undefined> {
    await this.version(signal);
    const { disk } = await this.read(COMPOSE_ROUTES.gateDisk, gateDiskAnswer, { signal });
    if (disk === null) return undefined;
    return { totalBytes: disk.total_bytes, freeBytes: disk.free_bytes, ageMs: disk.age_ms };
  }

  /** listContainers returns all that carry every label (`name` or `name=value`), stopped ones included. */
  async listContainers(labels: readonly string[], signal?: AbortSignal): Promise<ContainerSummary[]> {
    const query = { all: '1', filters: JSON.stringify({ label: labels }) };
    return (await this.read(ENGINE_ROUTES.listContainers, listAnswer, { query, signal })).map(summaryOf);
  }

  async inspectContainer(container: string, signal?: AbortSignal): Promise<ContainerDetails> {
    const call = { parameters: { container }, signal };
    return detailsOf(await this.read(ENGINE_ROUTES.inspectContainer, inspectAnswer, call));
  }

  /** containerSetup is what a container was made with; values of its variables are in it, which may be secrets. */
  async containerSetup(container: string, signal?: AbortSignal): Promise<ContainerSetup> {
    const call = { parameters: { container }, signal };
    return containerSetupOf(await this.read(ENGINE_ROUTES.inspectContainer, containerSetupAnswer, call));
  }

  /** imageSetup is what an image gives its containers. */
  async imageSetup(image: string, signal?: AbortSignal): Promise<ImageSetup> {
    const call = { parameters: { image }, signal };
    return imageSetupOf(await this.read(ENGINE_ROUTES.inspectImage, imageSetupAnswer, call));
  }

  /** start resolves to whether anything changed: starting what runs is no error. */
  start(container: string, signal?: AbortSignal): Promise<boolean> {
    return this.change(ENGINE_ROUTES.startContainer, { parameters: { container }, signal });
  }

  /** stop gives the container `graceSeconds` before it is killed; resolves to whether it was running. */
  stop(container: string, graceSeconds: number, signal?: AbortSignal): Promise<boolean> {
    return this.change(ENGINE_ROUTES.stopContainer, withGrace(container, graceSeconds, signal));
  }

  async restart(container: string, graceSeconds: number, signal?: AbortSignal): Promise<void> {
    await this.change(ENGINE_ROUTES.restartContainer, withGrace(container, graceSeconds, signal));
  }

  /** containerLogs reads a container's lines, each with its time; a followed log ends when the container stops. */
  async *containerLogs(
    container: string,
    options: LogOptions = {},
    signal?: AbortSignal,
  ): AsyncGenerator<LogLine> {
    const { tty } = await this.inspectContainer(container, signal);
    yield* readLog(this.caller, { container, tty }, options, signal);
  }

  /** containerStats takes two readings a second apart in the engine, so that CPU use can be told. */
  async containerStats(container: string, signal?: AbortSignal): Promise<ContainerStats> {
    const call = { parameters: { container }, query: { stream: 'false' }, signal };
    return statsOf(await this.read(ENGINE_ROUTES.containerStats, statsAnswer, call));
  }

  /** events follows container events until the signal or the engine ends it. */
  async *events(
    { labels, actions, since }: EventOptions,
    signal?: AbortSignal,
  ): AsyncGenerator<ContainerEvent> {
    const filters = JSON.stringify({ type: ['container'], label: labels, event: actions });
    const answer = await this.caller.open(ENGINE_ROUTES.events, {
      query: { filters, since },
      idle: 0,
      signal,
    });
    for await (const line of jsonLines(this.node, answer.body(), LONGEST_EVENT)) {
      yield eventOf(this.parsed(eventAnswer, line));
    }
  }

  async inspectImage(image: string, signal?: AbortSignal): Promise<ImageDetails> {
    const call = { parameters: { image }, signal };
    return imageOf(await this.read(ENGINE_ROUTES.inspectImage, imageAnswer, call));
  }

  /** pullImage yields progress until the image is there; a failure inside the stream throws `image_pull_failed`. */
  async *pullImage(reference: string, signal?: AbortSignal): AsyncGenerator<PullProgress> {
    const { name, tag } = parseImageReference(this.node, reference);
    const query = { fromImage: name, tag };
    const patience = PULL_IDLE_MS;
    const call = { query, patience, idle: PULL_IDLE_MS, signal };
    const answer = await this.caller.open(ENGINE_ROUTES.pullImage, call);
    for await (const line of jsonLines(this.node, answer.body(), LONGEST_EVENT)) {
      const given = this.parsed(pullAnswer, line);
      if (given.error !== undefined) throw this.pullFailed(given.error);
      yield progressOf(given);
    }
  }

  /**
   * tagImage gives an image on the engine a further name, which stood for another image until then, if for any. A
   * remote node's proxy refuses that.
   */
  async tagImage(image: string, reference: string, signal?: AbortSignal): Promise<void> {
    const { name: repo, tag } = parseImageReference(this.node, reference);
    await this.change(ENGINE_ROUTES.tagImage, { parameters: { image }, query: { repo, tag }, signal });
  }

  /** keepImage gives an image a name of our own, as keptName makes them, so that no prune takes it. */
  async keepImage(image: string, kept: string, signal?: AbortSignal): Promise<void> {
    const { name: repo, tag } = parseImageReference(this.node, kept);
    await this.change(ENGINE_ROUTES.keepImage, { parameters: { image }, query: { repo, tag }, signal });
  }

  /** tagsOf returns the tags of one repository that the engine has, by the id of their image. */
  async tagsOf(repository: string, signal?: AbortSignal): Promise<ReadonlyMap<string, string>> {
    const query = { filters: JSON.stringify({ reference: [repository] }) };
    const images = await this.read(ENGINE_ROUTES.listImages, imageListAnswer, { query, signal });
    const pairs = images.flatMap(({ Id, RepoTags }) => RepoTags.map((tag): [string, string] => [tag, Id]));
    return new Map(pairs.filter(([tag]) => tag.startsWith(`${repository}:`)));
  }

  /**
   * untagImage takes one of our own names from an image; with its last name the image goes, if no container was made
   * from it. An image below that nobody names stays. Throws `parameter_refused` for any other name.
   */
  async untagImage(kept: string, signal?: AbortSignal): Promise<void> {
    const call = { parameters: { kept }, query: { noprune: 'true' }, signal };
    await this.change(ENGINE_ROUTES.untagImage, call);
  }

  private pullFailed(said: string): Error {
    const message = `The node "${this.node}" could not pull the image: ${safeWords(said)}`;
    return dockerError(this.node, 'image_pull_failed', message);
  }

  private async change(route: EngineRoute, call: EngineCall): Promise<boolean> {
    const answer = await this.caller.open(route, call);
    answer.discard();
    return answer.status !== 304;
  }

  private async read<S extends z.ZodType>(
    route: EngineRoute,
    schema: S,
    call: EngineCall,
  ): Promise<z.output<S>> {
    return this.parsed(schema, await this.caller.json(route, call));
  }

  private parsed<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
    const result = schema.safeParse(value);
    if (result.success) return result.data;
    const fields = result.error.issues
      .map(({ path, message }) => `${path.join('.')}: ${message}`)
      .slice(0, 3);
    const message = `The node "${this.node}" sent an answer of another shape: ${fields.join('; ')}`;
    throw dockerError(this.node, 'node_answer_malformed', message);
  }
}

function withGrace(container: string, graceSeconds: number, signal: AbortSignal | undefined): EngineCall {
  const query = { t: String(Math.trunc(graceSeconds)) };
  return { parameters: { container }, query, patience: graceSeconds * 1000, signal };
}
