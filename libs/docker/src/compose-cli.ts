import { DomainError } from '@app/kernel';
import { withoutDependencies } from './compose-alone.js';
import { wasCutOff } from './compose-cut-off.js';
import { composeDocument, type ComposeDocument } from './compose-document.js';
import { composeEnvironment, type ComposeSettings } from './compose-environment.js';
import { detectCompose, type ComposeFlavour } from './compose-flavour.js';
import { configuredServices, type ConfiguredService } from './compose-services.js';
import { dockerError } from './docker-error.js';
import { inOrderOfNeed } from './in-order-of-need.js';
import type { DockerNode } from './docker-node.js';
import { runChild, type ChildResult } from './run-child.js';
import { safeWords } from './safe-words.js';

export interface ConfigHashes {
  readonly version: string;
  readonly generation: 1 | 2;
  /** By service name. */
  readonly hashes: ReadonlyMap<string, string>;
  /** What `up` writes for a service that it is given by name, where this compose makes that another hash. */
  readonly alone?: ReadonlyMap<string, string>;
}

export interface ComposeOptions {
  readonly signal?: AbortSignal | undefined;
  /** Values for `${…}` in the compose files, as a deployment pins its images with. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Further compose files, which come after those of the project. */
  readonly files?: readonly string[] | undefined;
}

export interface ComposeChangeOptions extends ComposeOptions {
  /** Called with each line of progress as it comes, without paths and credentials. */
  readonly onLine?: ((line: string) => void) | undefined;
}

interface ComposeRun extends ComposeChangeOptions {
  readonly args: readonly string[];
  readonly mutates: boolean;
}

const SERVICE = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}$/;
const HASH_LINE = /^(\S+) ([0-9a-f]{64})$/;
/** The engine's words when a container of that name is there already. */
const NAME_TAKEN = /container name "\/?([a-zA-Z0-9][a-zA-Z0-9_.-]{0,200})" is already in use/;
/** What the engine says to 1.29 of a container that was there a moment ago. */
const GONE = /No such container: [0-9a-f]{64}/;
/** What is worth another try. */
const ATTEMPTS: Readonly<Record<string, number>> = { container_conflict: 2, node_changing: 4 };
const READ_TIMEOUT_MS = 60_000;
/** So long Compose may take for one change; it is ended then. */
export const COMPOSE_CHANGE_MS = 3_600_000;
const LARGEST_OUTPUT = 4 * 1024 * 1024;

/** ComposeCli runs the compose that is installed on the node's project, whose files the configuration names. */
export class ComposeCli {
  #flavour: ComposeFlavour | undefined;

  /** `apiVersion` is what Compose is to speak; without it, it decides itself. A remote node's Caddy takes no old ones. */
  constructor(
    private readonly node: DockerNode,
    private readonly settings: ComposeSettings,
    private readonly apiVersion?: (signal?: AbortSignal) => Promise<string>,
  ) {}

  /** flavour is what is installed, looked for once; throws `compose_missing`. */
  async flavour(signal?: AbortSignal): Promise<ComposeFlavour> {
    this.#flavour ??= await detectCompose(this.node.id, this.settings, signal);
    return this.#flavour;
  }

  /**
   * configHashes returns the config hash of each service as the files are now. That of 1.29 holds the id of the image
   * that the reference stands for on the node, so an image that moved changes it; that of the Go one does not.
   */
  async configHashes(options: ComposeOptions = {}): Promise<ConfigHashes> {
    const { version, generation, hashesDependencies } = await this.flavour(options.signal);
    const hashes = await this.hashes(options);
    if (!hashesDependencies) return { version, generation, hashes };
    const alone = await withoutDependencies([...hashes.keys()], (file) =>
      this.hashes({ ...options, files: [...(options.files ?? []), file] }),
    );
    return { version, generation, hashes, alone };
  }

  private async hashes(options: ComposeOptions): Promise<ReadonlyMap<string, string>> {
    const output = await this.run({ ...options, args: ['config', '--hash', '*'], mutates: false });
    const lines = output.split('\n').filter((line) => line !== '');
    const pairs = lines.map((line): [string, string] => {
      const [, service, hash] = HASH_LINE.exec(line) ?? [];
      if (service === undefined || hash === undefined) throw this.malformed('config --hash');
      return [service, hash];
    });
    return new Map(pairs);
  }

  /** services returns what the files say of each service; the engine is not asked. */
  async services(options: ComposeOptions = {}): Promise<ReadonlyMap<string, ConfiguredService>> {
    const output = await this.run({ ...options, args: ['config'], mutates: false });
    const services = configuredServices(output);
    if (services === undefined) throw this.malformed('config');
    return services;
  }

  /** document returns all that the files say, values of variables included; the engine is not asked. */
  async document(options: ComposeOptions = {}): Promise<ComposeDocument> {
    const { generation } = await this.flavour(options.signal);
    const document = composeDocument(
      await this.run({ ...options, args: ['config'], mutates: false }),
      generation,
    );
    if (document === undefined) throw this.malformed('config');
    return document;
  }

  /**
   * up makes the services what the files say, without building. Named services come alone, without those that they
   * depend on: a plan lists what it touches, and compose must touch no more. No name means the whole project.
   * The Go compose is told not to pull; 1.29 knows no such flag and pulls an image that is missing. One that hashes
   * dependencies is given one name at a time, dependencies first, so that the hash does not tell which came together.
   */
  async up(services: readonly string[], options: ComposeChangeOptions = {}): Promise<void> {
    const { generation } = await this.flavour(options.signal);
    const named = this.checked(services);
    const alone = named.length === 0 ? [] : ['--no-deps'];
    const still = generation === 2 ? ['--pull', 'never'] : [];
    for (const round of await this.rounds(named, options)) {
      const args = ['up', '--detach', '--no-build', ...alone, ...still, ...round];
      await this.bring({ ...options, args, mutates: true });
    }
  }

  private async rounds(
    named: readonly string[],
    { onLine: _onLine, ...options }: ComposeChangeOptions,
  ): Promise<readonly (readonly string[])[]> {
    const { hashesDependencies } = await this.flavour(options.signal);
    if (!hashesDependencies || named.length < 2) return [named];
    const configured = await this.services(options);
    const ordered = inOrderOfNeed(named, (name) => configured.get(name)?.dependsOn ?? []);
    return ordered.map((service) => [service]);
  }

  /**
   * The Go compose removes a container that a recreation left over while it makes another of the same name, and may
   * find the name taken; the second time it is free. 1.29 looks at every container of the project, also of services
   * that it is not to touch, and gives up when one goes meanwhile, as it does when another service is recreated.
   */
  private async bring(run: ComposeRun): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.run(run);
        return;
      } catch (error) {
        const most = error instanceof DomainError ? (ATTEMPTS[error.code] ?? 1) : 1;
        if (attempt >= most) throw error;
      }
    }
  }

  /** pull fetches the services' images; no name means the whole project. */
  async pull(services: readonly string[], options: ComposeChangeOptions = {}): Promise<void> {
    await this.run({ ...options, args: ['pull', ...this.checked(services)], mutates: true });
  }

  private checked(services: readonly string[]): readonly string[] {
    if (services.every((service) => SERVICE.test(service))) return services;
    throw dockerError(this.node.id, 'parameter_refused', 'service: is no service id.', { param: 'service' });
  }

  private async run({ args, files = [], mutates, onLine, signal, env = {} }: ComposeRun): Promise<string> {
    const {
      command: [file, ...first],
      variables,
    } = await this.flavour(signal);
    const version = await this.apiVersion?.(signal);
    const environment = await composeEnvironment(this.node, { ...this.settings, version, variables }, env);
    const timeout = mutates ? COMPOSE_CHANGE_MS : READ_TIMEOUT_MS;
    const keep = mutates ? {} : { keep: LARGEST_OUTPUT };
    const command = {
      file,
      args: [...first, ...this.projectArgs(files), ...args],
      cwd: this.node.compose.directory,
    };
    try {
      const rest = { env: environment.variables, timeout, signal, onLine: saidSafely(onLine), ...keep };
      return this.outcome(await runChild({ ...command, ...rest }), mutates);
    } catch (cause) {
      if (cause instanceof DomainError) throw cause;
      throw dockerError(this.node.id, 'compose_missing', 'The compose program cannot be started.', { cause });
    } finally {
      await environment.release();
    }
  }

  private projectArgs(further: readonly string[]): string[] {
    const { project, directory, files } = this.node.compose;
    const named = ['--project-name', project, '--project-directory', directory];
    return ['--ansi', 'never', ...named, ...[...files, ...further].flatMap((file) => ['--file', file])];
  }

  private outcome({ code, ended, output, complaint }: ChildResult, mutates: boolean): string {
    if (code === 0 && ended === undefined) return output;
    const compose = `Compose on the node "${this.node.id}"`;
    if (mutates && (ended !== undefined || wasKilled(code))) {
      const what = `was ended (${ended ?? 'killed'}); what it did until then is unknown.`;
      throw dockerError(this.node.id, 'node_outcome_unknown', `${compose} ${what}`);
    }
    if (mutates && this.node.engine.kind === 'remote' && wasCutOff(complaint)) {
      const message = `${compose} lost the node on its way; what it did until then is unknown.`;
      throw dockerError(this.node.id, 'node_outcome_unknown', message);
    }
    if (ended === 'cancelled') throw dockerError(this.node.id, 'call_cancelled', `${compose} was cancelled.`);
    if (ended === 'timeout') throw dockerError(this.node.id, 'compose_timeout', `${compose} took too long.`);
    if (ended === 'too_much') throw this.malformed('config');
    if (GONE.test(complaint)) {
      const message = `${compose} found containers of other services changing too fast.`;
      throw dockerError(this.node.id, 'node_changing', message);
    }
    const taken = NAME_TAKEN.exec(complaint)?.[1];
    if (taken !== undefined) {
      const message = `${compose} found its way barred by the container "${taken}"; remove it if it was left over.`;
      throw dockerError(this.node.id, 'container_conflict', message);
    }
    const said = safeWords(complaint);
    throw dockerError(
      this.node.id,
      'compose_failed',
      `${compose} failed (${code ?? 'by a signal'}): ${said}`,
    );
  }

  private malformed(what: string): Error {
    const message = `Compose on the node "${this.node.id}" gave an answer to "${what}" that cannot be read.`;
    return dockerError(this.node.id, 'compose_answer_malformed', message);
  }
}

/** The docker program ends with 255 when its plugin was killed; a shell around compose with 128 and the signal. */
function wasKilled(code: number | undefined): boolean {
  return code === undefined || code > 128;
}

/** What Compose says may name files, and quote URLs with credentials. */
function saidSafely(onLine: ((line: string) => void) | undefined): ((line: string) => void) | undefined {
  return onLine && ((line) => onLine(safeWords(line)));
}
