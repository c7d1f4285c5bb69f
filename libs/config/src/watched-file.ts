import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { watch, type FSWatcher } from 'chokidar';
import type { z } from 'zod';
import { ConfigError } from './config-error.js';
import { readYamlFile } from './yaml-file.js';

export interface WatchedFileListener<T> {
  /** The file changed and its new content is in force. */
  changed(content: T): void;
  /** The file changed, its content was refused, and the last good one stays in force. */
  refused(error: ConfigError): void;
}

/** A change is read once the file has kept its size for this long, so that a half-written file is not read. */
const SETTLED_MS = 100;

/** WatchedFile holds a YAML file's last good content and follows its changes. */
export class WatchedFile<S extends z.ZodType> {
  #content: z.output<S>;
  #watcher: FSWatcher | undefined;

  private constructor(
    private readonly path: string,
    private readonly schema: S,
    content: z.output<S>,
  ) {
    this.#content = content;
  }

  /** open reads the file; content that is wrong at this first time throws a ConfigError. */
  static async open<S extends z.ZodType>(path: string, schema: S): Promise<WatchedFile<S>> {
    return new WatchedFile(path, schema, await readYamlFile(path, schema));
  }

  get content(): z.output<S> {
    return this.#content;
  }

  /**
   * follow reports changes until close; it resolves when changes from then on are seen. The folder is watched,
   * so that the file may come later; a folder that is not there is never watched.
   */
  async follow(listener: WatchedFileListener<z.output<S>>): Promise<void> {
    const folder = dirname(this.path);
    if (!existsSync(folder)) return;
    const watcher = watch(folder, {
      depth: 0,
      ignoreInitial: true,
      awaitWriteFinish: { stabilityThreshold: SETTLED_MS, pollInterval: SETTLED_MS / 4 },
    });
    this.#watcher = watcher;
    watcher.on('all', (_event, changed) => {
      if (basename(changed) === basename(this.path)) void this.reload(listener);
    });
    // Such as a neighbour that was gone before it could be looked at; unheard, it would end the process.
    watcher.on('error', () => void this.reload(listener));
    await new Promise<void>((resolve) => watcher.once('ready', () => resolve()));
  }

  async close(): Promise<void> {
    await this.#watcher?.close();
  }

  private async reload(listener: WatchedFileListener<z.output<S>>): Promise<void> {
    try {
      this.#content = await readYamlFile(this.path, this.schema);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      listener.refused(error);
      return;
    }
    listener.changed(this.#content);
  }
}
