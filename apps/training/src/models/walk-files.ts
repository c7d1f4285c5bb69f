import { opendir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';

/** WalkLimits end a walk before it has seen everything. */
export interface WalkLimits {
  readonly folders: number;
  readonly entries: number;
}

const WALK_LIMITS: WalkLimits = { folders: 5_000, entries: 100_000 };

export interface FoundFile {
  readonly name: string;
  /** Seen from the root, with `/`. */
  readonly relative: string;
  /** Bytes. */
  readonly size: number;
  readonly modified: Date;
}

/** What is under a folder that could not be looked at in whole. */
export interface WalkGaps {
  /** The limits ended the walk. */
  truncated: boolean;
  /** Folders and files that could not be read. */
  unreadable: number;
}

interface Folder {
  readonly real: string;
  readonly relative: string;
}

/**
 * FileWalk finds the files under a folder, those near its top first and in order of their names. It enters no folder
 * twice, so that links in a circle end, and follows none that leads out; names that begin with a dot are left out.
 */
export class FileWalk {
  readonly gaps: WalkGaps = { truncated: false, unreadable: 0 };
  private readonly seen = new Set<string>();
  private entries = 0;

  constructor(
    private readonly root: string,
    private readonly limits: WalkLimits = WALK_LIMITS,
  ) {}

  async *files(wanted: (name: string) => boolean, signal?: AbortSignal): AsyncGenerator<FoundFile> {
    const top = await realpath(this.root);
    const folders: Folder[] = [{ real: top, relative: '' }];
    this.seen.add(top);
    for (let folder = folders.shift(); folder !== undefined; folder = folders.shift()) {
      for (const name of await this.namesIn(folder.real)) {
        signal?.throwIfAborted();
        const found = await this.look(top, folder, name, wanted);
        if (found === undefined) continue;
        if ('size' in found) yield found;
        else this.enter(found, folders);
      }
    }
  }

  private enter(folder: Folder, folders: Folder[]): void {
    if (this.seen.has(folder.real)) return;
    if (this.seen.size >= this.limits.folders) {
      this.gaps.truncated = true;
      return;
    }
    this.seen.add(folder.real);
    folders.push(folder);
  }

  private async namesIn(folder: string): Promise<string[]> {
    const names: string[] = [];
    try {
      for await (const { name } of await opendir(folder)) {
        if (this.entries >= this.limits.entries) {
          this.gaps.truncated = true;
          break;
        }
        this.entries += 1;
        if (!name.startsWith('.')) names.push(name);
      }
    } catch {
      this.gaps.unreadable += 1;
    }
    return names.sort();
  }

  private async look(
    top: string,
    folder: Folder,
    name: string,
    wanted: (name: string) => boolean,
  ): Promise<Folder | FoundFile | undefined> {
    const relative = folder.relative === '' ? name : `${folder.relative}/${name}`;
    try {
      const real = await realpath(join(folder.real, name));
      if (!real.startsWith(top === sep ? top : `${top}${sep}`)) return undefined;
      const about = await stat(real);
      if (about.isDirectory()) return { real, relative };
      if (!about.isFile() || !wanted(name)) return undefined;
      return { name, relative, size: about.size, modified: about.mtime };
    } catch {
      this.gaps.unreadable += 1;
      return undefined;
    }
  }
}
