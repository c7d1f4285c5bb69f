import type { JsonObject } from '@app/kernel';
import type { HubLimits } from './hub-limits.js';
import type { HubCaller } from './hub-types.js';
import type { MergedList, ShownItem } from './catalogue.js';
import { listShapes, type ListKind } from './list-kind.js';
import { invalidParams } from './mcp-failures.js';
import type { Seal } from './seal.js';
import { viewKey } from './view-servers.js';

const CURSOR_LIFE_MS = 3_600_000;
/** Says, in a list's `_meta`, which servers are not in it because they did not answer. */
const UNAVAILABLE = 'switchyard/unavailable';

/** ListPages cuts a merged list into pages. A cursor is sealed, so that it is good for one client and one list alone. */
export class ListPages {
  constructor(
    private readonly seal: Seal,
    private readonly limits: HubLimits,
  ) {}

  page(kind: ListKind, list: MergedList, cursor: unknown, caller: HubCaller): JsonObject {
    const binding = ['cursor', kind, caller.principal.id, viewKey(caller.view)];
    const start = cursor === undefined ? 0 : this.#start(list.items, cursor, binding);
    const end = start + this.limits.pageItems;
    const page = list.items.slice(start, end);
    const result: JsonObject = { [listShapes[kind].member]: page.map(({ item }) => item) };
    const last = page.at(-1);
    if (last !== undefined && end < list.items.length) {
      result['nextCursor'] = this.seal.seal({ after: last.key, at: end }, binding, CURSOR_LIFE_MS);
    }
    if (list.unavailable.length > 0) result['_meta'] = { [UNAVAILABLE]: [...list.unavailable] };
    return result;
  }

  /** Behind the last item that the client has, wherever that is by now; by its place when it is gone. */
  #start(items: readonly ShownItem[], cursor: unknown, binding: readonly string[]): number {
    const place = this.seal.open(cursor, binding);
    if (place === undefined) throw invalidParams('cursor is not one of this list, or has expired');
    const last = items.findIndex(({ key }) => key === place['after']);
    return last < 0 ? Number(place['at']) : last + 1;
  }
}
