import { createHash } from 'node:crypto';
import type { JsonObject } from '@app/kernel';
import { NameTable, type Naming } from '../names/name-table.js';
import { listShapes, type ListKind } from './list-kind.js';

export interface KnownItem {
  /** The native name, URI or template. */
  readonly id: string;
  readonly item: JsonObject;
  readonly digest: string;
}

/** KnownList is what one server was last seen to offer of one kind. */
export class KnownList {
  readonly items: readonly KnownItem[];
  readonly #names = new Map<Naming, NameTable>();
  #byId: ReadonlyMap<string, JsonObject> | undefined;

  constructor(
    private readonly server: string,
    kind: ListKind,
    items: readonly JsonObject[],
  ) {
    const { id } = listShapes[kind];
    this.items = items.map((item) => ({ id: textOf(item, id), item, digest: digestOf(item) }));
  }

  /** item finds one by its id: of several with one id, the first. */
  item(id: string): JsonObject | undefined {
    this.#byId ??= new Map(this.items.toReversed().map((each) => [each.id, each.item]));
    return this.#byId.get(id);
  }

  /** names is for tools and prompts. */
  names(naming: Naming): NameTable {
    const known = this.#names.get(naming);
    if (known !== undefined) return known;
    const table = new NameTable(
      this.items.map(({ id }) => ({ server: this.server, native: id })),
      naming,
    );
    this.#names.set(naming, table);
    return table;
  }
}

/** textOf is for members that were checked to be text when they were read. */
export function textOf(item: JsonObject, key: string): string {
  const text = item[key];
  return typeof text === 'string' ? text : '';
}

function digestOf(item: JsonObject): string {
  return createHash('sha256').update(JSON.stringify(item)).digest('base64url');
}
