import type { Dirent } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { HeldFolder } from '../roots/held-folder.js';
import { placeIn, type Place } from '../roots/roots.js';
import { IgnoreRules, isGitStore } from './ignore-rules.js';
import type { WalkBudget } from './walk-budget.js';

/** FoundFile is a regular file that a walk came by. Its handle must be opened before the walk goes on. */
export interface FoundFile {
  /** As clients know it. */
  readonly shown: string;
  /** From the folder where the walk began. */
  readonly relative: string;
  readonly name: string;
  readonly open: () => Promise<FileHandle>;
}

interface Stop {
  readonly folder: HeldFolder;
  /** From the root, with a slash at its end; empty for the root itself. */
  readonly base: string;
  readonly rules: IgnoreRules;
  readonly depth: number;
}

const DEEPEST = 64;

/**
 * walkFiles goes through a folder by name, depth first, and into no symbolic link and no .git. What .gitignore files
 * ignore, from the root's own on, is left out unless `ignored` is set. It ends when the budget does.
 */
export async function* walkFiles(
  place: Place,
  ignored: boolean,
  budget: WalkBudget,
): AsyncGenerator<FoundFile, void, undefined> {
  await using folder = await HeldFolder.open(place);
  const base = place.inside === '' ? '' : `${place.inside}/`;
  const above = ignored ? IgnoreRules.none : await rulesAbove(place);
  const walk = new Walk(place, base.length, ignored, budget);
  yield* walk.through({ folder, base, rules: above, depth: 0 });
}

class Walk {
  constructor(
    private readonly place: Place,
    private readonly start: number,
    private readonly ignored: boolean,
    private readonly budget: WalkBudget,
  ) {}

  async *through(stop: Stop): AsyncGenerator<FoundFile, void, undefined> {
    const rules = this.ignored ? stop.rules : await stop.rules.within(stop.folder, stop.base);
    const { entries, whole } = await stop.folder.entries();
    if (!whole) this.budget.leaveOut();
    for (const entry of entries) {
      if (this.budget.spent()) return;
      const path = stop.base + entry.name;
      if (isGitStore(entry.name) || rules.ignores(path, entry.isDirectory())) continue;
      if (entry.isFile()) yield this.file(stop.folder, entry, path);
      else if (entry.isDirectory()) yield* this.into({ ...stop, rules }, entry, path);
    }
  }

  private async *into(
    stop: Stop,
    { name }: Dirent,
    path: string,
  ): AsyncGenerator<FoundFile, void, undefined> {
    const folder = await this.child(stop, name);
    if (folder === undefined) return;
    try {
      yield* this.through({ folder, base: `${path}/`, rules: stop.rules, depth: stop.depth + 1 });
    } finally {
      await folder.close();
    }
  }

  /** A folder that has gone meanwhile is none; one that is too deep or may not be read is left out, and that is told. */
  private async child({ folder, depth }: Stop, name: string): Promise<HeldFolder | undefined> {
    if (depth + 1 >= DEEPEST) {
      this.budget.leaveOut();
      return undefined;
    }
    try {
      return await folder.child(name);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EACCES' || code === 'EPERM') this.budget.leaveOut();
      else if (code !== 'ENOENT' && code !== 'ELOOP' && code !== 'ENOTDIR') throw error;
      return undefined;
    }
  }

  private file(folder: HeldFolder, { name }: Dirent, path: string): FoundFile {
    const { shown } = placeIn(this.place.root, path);
    return { shown, relative: path.slice(this.start), name, open: () => folder.file(name) };
  }
}

/** rulesAbove are those of the folders on the way to a place; its own are read when it is walked through. */
async function rulesAbove({ root, inside }: Place): Promise<IgnoreRules> {
  let rules = IgnoreRules.none;
  let base = '';
  for (const name of inside.split('/').filter((part) => part !== '')) {
    await using folder = await HeldFolder.open(placeIn(root, base.slice(0, -1)));
    rules = await rules.within(folder, base);
    base += `${name}/`;
  }
  return rules;
}
