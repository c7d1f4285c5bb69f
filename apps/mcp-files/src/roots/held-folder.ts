import { constants, type Dirent } from 'node:fs';
import { open, opendir, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { CAREFULLY, openInside, openedPath, pathOfHandle } from './open-inside.js';
import { withFileFailures } from './file-failure.js';
import type { Place } from './roots.js';

const MOST_ENTRIES = 20_000;

/**
 * HeldFolder is an open folder that is known to be within a root. On Linux its entries are reached through the open
 * folder itself, so that nobody can swap a folder on the way for a link once it is held. It must be closed.
 */
export class HeldFolder {
  private constructor(
    private readonly handle: FileHandle,
    private readonly path: string,
  ) {}

  static async open(place: Place): Promise<HeldFolder> {
    return HeldFolder.of(await openInside(place, constants.O_DIRECTORY), join(place.root.path, place.inside));
  }

  /** child opens a folder of this folder; a symbolic link is refused. */
  async child(name: string): Promise<HeldFolder> {
    const path = this.at(name);
    return HeldFolder.of(await open(path, CAREFULLY | constants.O_DIRECTORY), path);
  }

  /** file opens a file of this folder for reading; a symbolic link is refused. The caller closes it. */
  file(name: string): Promise<FileHandle> {
    return open(this.at(name), CAREFULLY);
  }

  /** at is where an entry can be reached; `name` is a single name. */
  at(name: string): string {
    return join(this.path, name);
  }

  /** entries are sorted by name; `whole` is false when there are more than can be read. */
  async entries(): Promise<{ readonly entries: readonly Dirent[]; readonly whole: boolean }> {
    const entries: Dirent[] = [];
    for await (const entry of await opendir(this.path)) {
      if (entries.length === MOST_ENTRIES) return { entries: sorted(entries), whole: false };
      entries.push(entry);
    }
    return { entries: sorted(entries), whole: true };
  }

  /** sync makes sure that names which were written into the folder are still there after a crash. */
  sync(): Promise<void> {
    return this.handle.sync();
  }

  close(): Promise<void> {
    return this.handle.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private static async of(handle: FileHandle, opened: string): Promise<HeldFolder> {
    return withFileFailures(async () => {
      try {
        return new HeldFolder(handle, pathOfHandle(handle, await openedPath(handle, opened)));
      } catch (error) {
        await handle.close();
        throw error;
      }
    });
  }
}

function sorted(entries: Dirent[]): Dirent[] {
  return entries.sort((one, other) => (one.name < other.name ? -1 : 1));
}
