import { join } from 'node:path';
import { EnvSource } from '../env/env-source.js';
import { parseServersList } from '../files/servers-list.js';
import { RegistryFiles } from '../files/registry-files.js';
import { StatWatch } from '../files/stat-watch.js';
import { parseRegistry, type RegistryDocument } from '../registry-document.js';
import type { ServerSource } from '../../upstream/server-source.js';
import type { ServerEntry } from '../server-entry.js';
import { inferredDocument, unknownReason, type Inference } from './inference.js';
import { LastGood } from './last-good.js';
import { registryDiff, sameEntries, type RegistryDiff } from './registry-diff.js';
import { snapshotOf, type EnabledServer, type RegistrySnapshot } from './snapshot.js';

export interface RegistryOptions {
  /** DATA_DIR/mcp; it need not be there. */
  readonly folder: string;
  /** Where the container engine mounts secrets. */
  readonly secretsFolder?: string;
  /** What a servers.txt without a registry.json means. */
  readonly infer: Inference;
  /** Hears of each new problem with the files, and `undefined` once none is left. */
  readonly report: (problem: string | undefined) => void;
  readonly pollMs?: number;
}

export type RegistryListener = (diff: RegistryDiff) => void;

const SECRETS_FOLDER = '/run/secrets';

/**
 * ServerRegistry follows registry.json, servers.txt and the servers' variables. A file that is refused leaves what it held
 * before in force: each of them by itself, so that servers.txt switches servers off whatever is wrong with the others.
 */
export class ServerRegistry implements ServerSource {
  readonly files: RegistryFiles;
  readonly env: EnvSource;
  private readonly registry = new LastGood<RegistryDocument | undefined>(new Map());
  private readonly list = new LastGood<readonly string[]>([]);
  private readonly listeners = new Set<RegistryListener>();
  private readonly watch: StatWatch;
  private current: RegistrySnapshot;
  private last: Promise<unknown> = Promise.resolve();
  private reported: string | undefined;

  private constructor(private readonly options: RegistryOptions) {
    this.files = new RegistryFiles(options.folder);
    this.env = new EnvSource(this.files.envPath, options.secretsFolder ?? SECRETS_FOLDER);
    this.current = this.composed(new Map());
    this.watch = new StatWatch(
      () => this.watched(),
      () => this.inTurn(() => Promise.resolve()),
      options.pollMs,
    );
  }

  /** open reads the files and follows them until close. Files that are wrong are a problem of the snapshot, no failure. */
  static async open(options: RegistryOptions): Promise<ServerRegistry> {
    const registry = new ServerRegistry(options);
    await registry.watch.start();
    await registry.inTurn(() => Promise.resolve());
    return registry;
  }

  get snapshot(): RegistrySnapshot {
    return this.current;
  }

  /** entries are the servers that may run, in the registry's order. */
  entries(): ReadonlyMap<string, EnabledServer> {
    return this.current.entries;
  }

  /** entryOf is the entry of a server as it is now, enabled or not. */
  entryOf(id: string): ServerEntry | undefined {
    return this.current.document.get(id)?.entry;
  }

  /** subscribe tells of changes of what may run, once the snapshot is the new one; it returns how to unsubscribe. */
  subscribe(listener: RegistryListener): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** inTurn does work that may write the files: nothing else reads or writes them then, and they are read anew after. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.last.then(async () => {
      try {
        return await work();
      } finally {
        await this.refresh();
      }
    });
    this.last = done.catch(() => undefined);
    return done;
  }

  /** inferred is what a list alone means; see Inference. */
  inferred(ids: readonly string[]): RegistryDocument {
    return inferredDocument(ids, this.options.infer);
  }

  async close(): Promise<void> {
    await this.watch.close();
    await this.last;
    this.listeners.clear();
  }

  private async refresh(): Promise<void> {
    await this.registry.refresh(async () => {
      const text = await this.files.readRegistry();
      return text === undefined ? undefined : parseRegistry(text);
    });
    await this.list.refresh(async () => parseServersList((await this.files.readList()) ?? ''));
    this.take(this.composed(await this.env.read(this.variables())));
  }

  private composed(values: ReadonlyMap<string, string>): RegistrySnapshot {
    const { registry, list, env } = this;
    return snapshotOf({
      document: this.document(),
      inferred: registry.value === undefined,
      enabled: list.value,
      values,
      problems: [registry.problem, list.problem, ...env.problems].filter((one) => one !== undefined),
      unknown: (id) => unknownReason(id, registry.value !== undefined, this.options.infer),
    });
  }

  private take(next: RegistrySnapshot): void {
    const before = this.current;
    this.current = next;
    const problem = next.problems.join('; ') || undefined;
    if (problem !== this.reported) this.options.report(problem);
    this.reported = problem;
    if (sameEntries(before.entries, next.entries)) return;
    const diff = registryDiff(before.entries, next.entries);
    for (const listener of this.listeners) listener(diff);
  }

  private document(): RegistryDocument {
    return this.registry.value ?? this.inferred(this.list.value);
  }

  /** Names of all variables that any server wants. */
  private variables(): Set<string> {
    const items = [...this.document().values()];
    return new Set(items.flatMap(({ entry }) => Object.keys(entry.env_schema)));
  }

  private watched(): string[] {
    const { registryPath, listPath, envPath } = this.files;
    const secrets = [...this.variables()].map((name) => join(this.env.secretsFolder, name));
    return [registryPath, listPath, envPath, ...secrets];
  }
}
