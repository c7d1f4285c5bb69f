import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import type { EngineClient } from '@app/docker';
import { askedGauge, BoundCounter, type Logger, type Registry } from '@app/http';
import type { ApprovedImages, ImageEntry, Opening, OpeningAnswer } from '@app/mcp';
import { checkEnv } from './container-env.js';
import { ContainerSweep } from './container-sweep.js';
import type { DockerProgram } from './docker-program.js';
import { imageError } from './image-error.js';
import { readImageFacts } from './image-facts.js';
import { lend } from './lending.js';
import { LentContainer } from './lent-container.js';
import { ServerVoice } from './server-voice.js';
import { ToldOutput } from './told-output.js';

export interface ImageServersOptions {
  readonly approved: ApprovedImages;
  readonly docker: DockerProgram;
  readonly engine: EngineClient;
  /** Tells the containers of this stack from those of another one on the same engine. */
  readonly owner: string;
  /** The Docker network for entries with `network: egress`; undefined when there is none. */
  readonly egress: string | undefined;
  /** How many containers there may be at once. */
  readonly most: number;
  readonly metrics: Registry;
  readonly logger: Logger;
}

const MS = 1_000;

/** Lending is how a stream is lent. */
export interface Lending {
  readonly requestId: string;
  /** The router wants to be told what the server writes to its standard error. */
  readonly tellsStderr: boolean;
}

/** ImageServers runs one container for each stream that is lent, and leaves none. */
export class ImageServers {
  readonly #names = new Set<string>();
  readonly #lendings = new Set<Promise<void>>();
  readonly #stop = new AbortController();
  readonly #sweep: ContainerSweep;

  constructor(private readonly options: ImageServersOptions) {
    const { metrics } = options;
    const labelNames: string[] = [];
    const left = {
      name: 'switchyard_mcp_containers_swept',
      help: 'Containers of image servers that nobody held',
    };
    const here = { name: 'switchyard_mcp_containers', help: 'Containers of image servers that are lent' };
    const swept = new BoundCounter(metrics, { ...left, labelNames }).bind({});
    askedGauge(metrics, { ...here, labelNames }, () => [{ labels: {}, value: this.#names.size }]);
    this.#sweep = new ContainerSweep({ ...options, kept: this.#names, swept });
  }

  /** start sweeps what an earlier worker has left, without anybody waiting for it. */
  start(): void {
    this.#sweep.start();
  }

  /**
   * serve lends the streams of a new container, and resolves when that is over and the container is gone. Throws one of
   * the ImageErrorCodes, or what the engine's client throws, before anything was written to the socket.
   */
  serve(opening: Opening, socket: Socket, { requestId, tellsStderr }: Lending): Promise<void> {
    const { server } = opening;
    if (this.#stop.signal.aborted) throw imageError(server, 'worker_stopping', 'the worker is stopping');
    if (this.#lendings.size >= this.options.most) {
      throw imageError(
        server,
        'mcp_too_many_containers',
        `there are ${this.options.most} of them, the most allowed`,
      );
    }
    const told = tellsStderr ? new ToldOutput() : undefined;
    const lending = this.lend(opening, socket, requestId, told);
    const settled = lending.catch(() => undefined).finally(() => this.#lendings.delete(settled));
    this.#lendings.add(settled);
    return lending;
  }

  /** close ends all that is lent and resolves when no container is left. */
  async close(): Promise<void> {
    this.#stop.abort();
    await Promise.all([this.#sweep.close(), ...this.#lendings]);
  }

  private async lend(
    { server, env }: Opening,
    socket: Socket,
    requestId: string,
    told: ToldOutput | undefined,
  ): Promise<void> {
    const { approved, docker } = this.options;
    const entry = await approved.entryOf(server);
    checkEnv(server, entry, env);
    const network = this.networkOf(server, entry);
    const facts = await readImageFacts(docker, server, entry.image);
    const name = `sy-mcp-${server}-${randomBytes(8).toString('hex')}`;
    const plan = {
      name,
      owner: this.options.owner,
      server,
      entry,
      facts,
      network,
      variables: Object.keys(env),
    };
    const logger = this.options.logger.child({ request_id: requestId, server, container: name });
    const voice = new ServerVoice(logger, Object.values(env), undefined, (line) => told?.tell(line));
    this.#names.add(name);
    try {
      const container = await LentContainer.start(docker, this.options.engine, plan, env, voice);
      await this.during(container, entry, { socket, told }, logger);
    } finally {
      this.#names.delete(name);
    }
  }

  private async during(
    container: LentContainer,
    entry: ImageEntry,
    { socket, told }: { readonly socket: Socket; readonly told: ToldOutput | undefined },
    logger: Logger,
  ): Promise<void> {
    const startedAt = performance.now();
    logger.info('an image server runs');
    socket.write(`${JSON.stringify({ lent: true } satisfies OpeningAnswer)}\n`);
    const end = await lend(container, socket, entry.max_total_sec * MS, this.#stop.signal, told);
    const gone = await container.remove();
    const code = end === 'server ended' ? await container.ended : undefined;
    const fields = { end, code, ms: Math.round(performance.now() - startedAt) };
    if (!gone) logger.error(fields, 'the container of an image server cannot be removed');
    else if (end === 'takes no input' || (code ?? 0) !== 0) logger.warn(fields, 'an image server ended');
    else logger.info(fields, 'an image server ended');
  }

  private networkOf(server: string, { network }: ImageEntry): string {
    if (network === 'none') return network;
    if (this.options.egress !== undefined) return this.options.egress;
    const message = 'the entry wants the network "egress", and MCP_EGRESS_NETWORK does not name one';
    throw imageError(server, 'mcp_network_missing', message);
  }
}
