import { ToolFailure } from '../server/tool-failure.js';

/** Root is a folder that clients may use under its name. */
export interface Root {
  readonly name: string;
  /** Where it really is: no symbolic link is left in it. Clients are never told. */
  readonly path: string;
  readonly writable: boolean;
}

/** Place is something within a root, or the root itself. */
export interface Place {
  readonly root: Root;
  /** Path from the root, with `/` between names; empty for the root itself. */
  readonly inside: string;
  /** As clients know it. */
  readonly shown: string;
}

const LONGEST = 4_096;

/** Roots knows all folders of a server, and finds what a client's path means. */
export class Roots {
  constructor(readonly list: readonly Root[]) {}

  /**
   * place reads a path of the form `root/folder/file`. It looks at words only: whether something is there, and where it
   * leads, is found when it is opened. Throws ToolFailure.
   */
  place(path: string): Place {
    if (path.length > LONGEST) throw new ToolFailure('path', `is longer than ${LONGEST} characters`);
    if (path.includes('\0')) throw new ToolFailure('path', 'holds a NUL character');
    if (path.startsWith('/'))
      throw new ToolFailure('path', `is absolute, wanted it to begin with ${this.names()}`);
    const [name, ...rest] = path.split('/').filter((part) => part !== '' && part !== '.');
    if (name === '..' || rest.includes('..')) throw new ToolFailure('path', 'holds ".."');
    const root = this.list.find((one) => one.name === name);
    if (root === undefined)
      throw new ToolFailure('path', `names no root, wanted it to begin with ${this.names()}`);
    return placeIn(root, rest.join('/'));
  }

  private names(): string {
    return this.list.map(({ name }) => `"${name}"`).join(' or ');
  }
}

export function placeIn(root: Root, inside: string): Place {
  return { root, inside, shown: inside === '' ? root.name : `${root.name}/${inside}` };
}
