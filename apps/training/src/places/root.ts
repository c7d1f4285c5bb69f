import { lstat, mkdir, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { DomainError } from '@app/kernel';

/** Nothing is at a path that goes through a file, in a circle of links, or by a name that no disk takes. */
const ABSENT: readonly string[] = ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP'];
const NO_FOLDER: readonly string[] = ['EEXIST', 'ENOTDIR', 'ENAMETOOLONG'];

/**
 * Root is a folder that tools may use, and nothing of what they are told leads out of it: neither `..` nor an absolute
 * path nor a symbolic link. All paths that it returns are real and absolute.
 */
export class Root {
  constructor(
    /** How errors call it: `the data sets`. */
    readonly label: string,
    readonly folder: string,
    /** Of folders that are made in it. */
    private readonly rights = 0o755,
  ) {}

  /** Whether the folder is there at all: it may be on the backend's machine alone. */
  async isMounted(): Promise<boolean> {
    return (await realOrUndefined(this.folder)) !== undefined;
  }

  /** What exists at a path, relative to the root or absolute. Throws `path_outside_root` and `not_found`. */
  async existing(path: string, param: string): Promise<string> {
    const wanted = this.inside(path, param);
    const [root, real] = await Promise.all([realOrUndefined(this.folder), realOrUndefined(wanted)]);
    if (root === undefined || real === undefined)
      throw new DomainError('not_found', `there is no such path in ${this.label}`, { param });
    return contains(root, real) ? real : this.refuse(param);
  }

  /**
   * Where a file may be written; makes the folders that lead there. Throws `path_outside_root`, also when the file is a
   * symbolic link, and `root_not_mounted` when the root itself is not there.
   */
  async writable(path: string, param: string): Promise<string> {
    const wanted = this.inside(path, param);
    const root = await realOrUndefined(this.folder);
    if (root === undefined)
      throw new DomainError('root_not_mounted', `${this.label} are not on this machine`, { param });
    const above = await realAncestor(dirname(wanted));
    if (!contains(root, above.real)) this.refuse(param);
    const folder = resolve(above.real, above.missing);
    await this.make(folder, param);
    if (!contains(root, await realpath(folder)) || (await isLink(wanted))) this.refuse(param);
    return resolve(folder, relative(dirname(wanted), wanted));
  }

  /** The path as seen from the root, with `/`. */
  async relative(real: string): Promise<string> {
    return relative(await realpath(this.folder), real)
      .split(sep)
      .join('/');
  }

  private inside(path: string, param: string): string {
    if (path.includes('\0')) this.refuse(param);
    const wanted = isAbsolute(path) ? resolve(path) : resolve(this.folder, path);
    return contains(resolve(this.folder), wanted) ? wanted : this.refuse(param);
  }

  private async make(folder: string, param: string): Promise<void> {
    try {
      await mkdir(folder, { recursive: true, mode: this.rights });
    } catch (cause) {
      if (!NO_FOLDER.includes(codeOf(cause))) throw cause;
      const message = `a part of the path in ${this.label} is a file, or its name is too long`;
      throw new DomainError('invalid_argument', message, { param, cause });
    }
  }

  private refuse(param: string): never {
    throw new DomainError('path_outside_root', `got a path that leads out of ${this.label}`, { param });
  }
}

function contains(root: string, path: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : `${root}${sep}`);
}

async function realOrUndefined(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw error;
  }
}

async function realAncestor(folder: string): Promise<{ real: string; missing: string }> {
  const real = await realOrUndefined(folder);
  if (real !== undefined) return { real, missing: '' };
  const above = await realAncestor(dirname(folder));
  return {
    real: above.real,
    missing: resolve(sep, above.missing, relative(dirname(folder), folder)).slice(1),
  };
}

async function isLink(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isSymbolicLink();
  } catch (error) {
    if (isAbsence(error)) return false;
    throw error;
  }
}

function isAbsence(error: unknown): boolean {
  return ABSENT.includes(codeOf(error));
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? '';
}
