import { exposedName } from './exposed-name.js';

/** NativeName is a tool or prompt as its server calls it. */
export interface NativeName {
  readonly server: string;
  readonly native: string;
}

/** NameConflict is a name that is not shown, because another one got there first. */
export interface NameConflict {
  readonly hidden: NativeName;
  readonly shown: NativeName;
}

/** `prefixed` for views of many servers; `native` for a view of one, where names stay as they are. */
export type Naming = 'prefixed' | 'native';

/**
 * NameTable is a bijection between what clients see and what servers call their tools or prompts. Names that are equal, or
 * in a view of many servers equal but for case, conflict: the later one in the given order is hidden.
 */
export class NameTable {
  readonly conflicts: NameConflict[] = [];
  readonly #natives = new Map<string, NativeName>();
  readonly #exposed = new Map<string, Map<string, string>>();

  constructor(
    names: Iterable<NativeName>,
    private readonly naming: Naming,
  ) {
    const taken = new Map<string, NativeName>();
    for (const name of names) this.#add(name, taken);
  }

  /** native finds whose a name is, and what it is called there. */
  native(exposed: string): NativeName | undefined {
    return this.#natives.get(exposed);
  }

  /** exposed is undefined for a name that is hidden or was never there. */
  exposed(server: string, native: string): string | undefined {
    return this.#exposed.get(server)?.get(native);
  }

  #add(name: NativeName, taken: Map<string, NativeName>): void {
    const exposed = this.naming === 'native' ? name.native : exposedName(name.server, name.native);
    const key = this.naming === 'native' ? exposed : exposed.toLowerCase();
    const shown = taken.get(key);
    if (shown !== undefined) {
      this.conflicts.push({ hidden: name, shown });
      return;
    }
    taken.set(key, name);
    this.#natives.set(exposed, name);
    this.#ofServer(name.server).set(name.native, exposed);
  }

  #ofServer(server: string): Map<string, string> {
    const known = this.#exposed.get(server) ?? new Map<string, string>();
    this.#exposed.set(server, known);
    return known;
  }
}
