import type { HeldFolder } from '../roots/held-folder.js';
import { readWhole } from '../text/read-whole.js';
import { IgnoreFile } from './ignore-file.js';

const NAME = '.gitignore';
/** All rules that decide about a path, together; further ones are left unread. */
const MOST_BYTES = 128 * 1024;
/** Git's own store is nobody's source. */
const NEVER = '.git';

/** IgnoreRules are the .gitignore files from the root down to a folder; the deepest one that has a rule decides. */
export class IgnoreRules {
  static readonly none = new IgnoreRules([], 0);

  private constructor(
    private readonly files: readonly { readonly base: string; readonly file: IgnoreFile }[],
    private readonly length: number,
  ) {}

  /** within adds the rules of a folder, which is `base` from the root: empty, or with a slash at its end. */
  async within(folder: HeldFolder, base: string): Promise<IgnoreRules> {
    const text = await textOf(folder);
    if (text === undefined || this.length + text.length > MOST_BYTES) return this;
    return new IgnoreRules([{ base, file: new IgnoreFile(text) }, ...this.files], this.length + text.length);
  }

  /** ignores is asked for paths from the root whose folder is not ignored itself. */
  ignores(path: string, isFolder: boolean): boolean {
    for (const { base, file } of this.files) {
      const verdict = file.verdict(path.slice(base.length), isFolder);
      if (verdict !== undefined) return verdict;
    }
    return false;
  }
}

export function isGitStore(name: string): boolean {
  return name === NEVER;
}

async function textOf(folder: HeldFolder): Promise<string | undefined> {
  try {
    await using file = await folder.file(NAME);
    if (!(await file.stat()).isFile()) return undefined;
    return (await readWhole(file, MOST_BYTES))?.toString();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ELOOP' || code === 'EACCES' || code === 'ENXIO') return undefined;
    throw error;
  }
}
