import { DomainError, isJsonObject, type JsonValue } from '@app/kernel';
import { parse } from 'yaml';
import { composeEnvironment, type ComposeSettings } from './compose-environment.js';
import { detectCompose, type ComposeFlavour } from './compose-flavour.js';
import { dockerError } from './docker-error.js';
import type { DockerNode } from './docker-node.js';
import { runChild, type ChildResult } from './run-child.js';
import { safeWords } from './safe-words.js';

export interface ConfigHashes {
  readonly version: string;
  readonly generation: 1 | 2;
  /** By service name. */
  readonly hashes: ReadonlyMap<string, string>;
}

export interface ComposeOptions {
  readonly signal?: AbortSignal | undefined;
  /** Values for `${…}` in the compose files, as a deployment pins its images with. */
  readonly env?: Readonly<Record<string, string>> | undefined;
}

export interface ComposeChangeOptions extends ComposeOptions {
  /** Called with each line of progress as it comes. */
  readonly onLine?: ((line: string) => void) | undefined;
}

interface ComposeRun extends ComposeChangeOptions {
  readonly args: readonly string[];
  readonly mutates: boolean;
}

const SERVICE = /^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}$/;
const HASH_LINE = /^(\S+) ([0-9a-f]{64})$/;
const READ_TIMEOUT_MS = 60_000;
const CHANGE_TIMEOUT_MS = 3_600_000;
const LARGEST_OUTPUT = 4 * 1024 * 1024;

/** ComposeCli runs the compose that is installed on the node's project, whose files the configuration names. */
export class ComposeCli {
  #flavour: ComposeFlavour | undefined;

  constructor(
    private readonly node: DockerNode,
    private readonly settings: ComposeSettings,
  ) {}

  /** flavour is what is installed, looked for once; throws `compose_missing`. */
  async flavour(signal?: AbortSignal): Promise<ComposeFlavour> {
    this.#flavour ??= await detectCompose(this.node.id, this.settings, signal);
    return this.#flavour;
  }

  /** configHashes returns the config hash of each service as the files are now; the engine is not asked. */
  async configHashes(options: ComposeOptions = {}): Promise<ConfigHashes> {
    const { version, generation } = await this.flavour(options.signal);
    const output = await this.run({ ...options, args: ['config', '--hash', '*'], mutates: false });
    const lines = output.split('\n').filter((line) => line !== '');
    const pairs = lines.map((line): [string, string] => {
      const [, service, hash] = HASH_LINE.exec(line) ?? [];
      if (service === undefined || hash === undefined) throw this.malformed('config --hash');
      return [service, hash];
    });
    return { version, generation, hashes: new Map(pairs) };
  }

  /** images returns each service's image reference; undefined for one that is only built. */
  async images(options: ComposeOptions = {}): Promise<ReadonlyMap<string, string | undefined>> {
    const output = await this.run({ ...options, args: ['config'], mutates: false });
    const services = servicesIn(output);
    if (services === undefined) throw this.malformed('config');
    return new Map(
      Object.entries(services).map(([name, entry]) => {
        const image = isJsonObject(entry) ? entry['image'] : undefined;
        return [name, typeof image === 'string' ? image : undefined];
      }),
    );
  }

  /**
   * up makes the services what the files say, without building. Named services come alone, without those that they
   * depend on: a plan lists what it touches, and compose must touch no more. No name means the whole project.
   * The Go compose is told not to pull; 1.29 knows no such flag and pulls an image that is missing.
   */
  async up(services: readonly string[], options: ComposeChangeOptions = {}): Promise<void> {
    const { generation } = await this.flavour(options.signal);
    const alone = services.length === 0 ? [] : ['--no-deps'];
    const still = generation === 2 ? ['--pull', 'never'] : [];
    const args = ['up', '--detach', '--no-build', ...alone, ...still, ...this.checked(services)];
    await this.run({ ...options, args, mutates: true });
  }

  /** pull fetches the services' images; no name means the whole project. */
  async pull(services: readonly string[], options: ComposeChangeOptions = {}): Promise<void> {
    await this.run({ ...options, args: ['pull', ...this.checked(services)], mutates: true });
  }

  private checked(services: readonly string[]): readonly string[] {
    if (services.every((service) => SERVICE.test(service))) return services;
    throw dockerError(this.node.id, 'parameter_refused', 'service: is no service id.', { param: 'service' });
  }

  private async run({ args, mutates, onLine, signal, env = {} }: ComposeRun): Promise<string> {
    const [file, ...first] = (await this.flavour(signal)).command;
    const environment = await composeEnvironment(this.node, this.settings, env);
    const timeout = mutates ? CHANGE_TIMEOUT_MS : READ_TIMEOUT_MS;
    const keep = mutates ? {} : { keep: LARGEST_OUTPUT };
    const command = {
      file,
      args: [...first, ...this.projectArgs(), ...args],
      cwd: this.node.compose.directory,
    };
    try {
      const rest = { env: environment.variables, timeout, signal, onLine, ...keep };
      return this.outcome(await runChild({ ...command, ...rest }), mutates);
    } catch (cause) {
      if (cause instanceof DomainError) throw cause;
      throw dockerError(this.node.id, 'compose_missing', 'The compose program cannot be started.', { cause });
    } finally {
      await environment.release();
    }
  }

  private projectArgs(): string[] {
    const { project, directory, files } = this.node.compose;
    const named = ['--project-name', project, '--project-directory', directory];
    return ['--ansi', 'never', ...named, ...files.flatMap((file) => ['--file', file])];
  }

  private outcome({ code, ended, output, complaint }: ChildResult, mutates: boolean): string {
    if (code === 0 && ended === undefined) return output;
    const compose = `Compose on the node "${this.node.id}"`;
    if (ended !== undefined && mutates) {
      const what = `was ended (${ended}); what it did until then is unknown.`;
      throw dockerError(this.node.id, 'node_outcome_unknown', `${compose} ${what}`);
    }
    if (ended === 'cancelled') throw dockerError(this.node.id, 'call_cancelled', `${compose} was cancelled.`);
    if (ended === 'timeout') throw dockerError(this.node.id, 'compose_timeout', `${compose} took too long.`);
    if (ended === 'too_much') throw this.malformed('config');
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

function servicesIn(yaml: string): Readonly<Record<string, JsonValue | undefined>> | undefined {
  try {
    const document = parse(yaml) as JsonValue;
    const services = isJsonObject(document) ? document['services'] : undefined;
    return isJsonObject(services) ? services : undefined;
  } catch {
    // The parser's words would quote the file, which may hold secrets; the caller says what was wrong.
    return undefined;
  }
}
