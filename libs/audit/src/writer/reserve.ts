import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { AuditFileSystem } from './audit-file-system.js';

const RESERVE_FILE = 'audit.reserve';

/** Reserve holds space on the disk, to be given up when outcomes must be written and nothing else is left. */
export class Reserve {
  #ready = false;

  constructor(
    private readonly files: AuditFileSystem,
    private readonly folder: string,
    private readonly bytes: number,
  ) {}

  get ready(): boolean {
    return this.#ready;
  }

  /** ensure takes the space unless it is taken already; a disk without room throws its own error. */
  async ensure(): Promise<void> {
    if (this.#ready) return;
    if ((await this.size()) !== this.bytes) await this.allocate();
    this.#ready = true;
  }

  async release(): Promise<void> {
    this.#ready = false;
    await this.files.remove(this.path);
    await this.files.syncFolder(this.folder);
  }

  /** Half a reserve must not take what an outcome could use. */
  private async allocate(): Promise<void> {
    try {
      await this.files.allocate(this.path, this.bytes);
    } catch (error) {
      await this.files.remove(this.path);
      throw error;
    }
  }

  private async size(): Promise<number> {
    try {
      return (await stat(this.path)).size;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return -1;
      throw error;
    }
  }

  private get path(): string {
    return join(this.folder, RESERVE_FILE);
  }
}
