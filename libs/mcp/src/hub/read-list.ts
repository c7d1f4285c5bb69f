import { isJsonObject, type JsonObject, type JsonValue } from '@app/kernel';
import type { Call } from '../upstream/link.js';
import type { PooledServer } from '../upstream/server-pool.js';
import type { HubLimits } from './hub-limits.js';
import { listShapes, type ListKind } from './list-kind.js';

export interface ReadList {
  readonly items: readonly JsonObject[];
  /** Which limit ended the reading before the list did. */
  readonly cut: string | undefined;
}

/** ListReading is one list of one server, while its pages come in. */
export class ListReading {
  readonly #items: JsonObject[] = [];
  readonly #cursors = new Set<string>();
  #bytes = 0;

  constructor(
    private readonly server: PooledServer,
    private readonly kind: ListKind,
    private readonly limits: HubLimits,
  ) {}

  /** all reads to the end, within the limits. Rejects as PooledServer.request does. */
  async all(session: string | undefined, signal: AbortSignal): Promise<ReadList> {
    let cursor: JsonValue | undefined;
    for (;;) {
      const { method } = listShapes[this.kind];
      const request = { method, params: cursor === undefined ? {} : { cursor } };
      const result = await this.server.request(request, this.#call(signal), session);
      this.#take(result);
      cursor = result['nextCursor'];
      if (typeof cursor !== 'string') return { items: this.#items, cut: undefined };
      const cut = this.#limit(cursor);
      if (cut !== undefined) return { items: this.#items, cut };
    }
  }

  #take(result: JsonObject): void {
    const { member, id } = listShapes[this.kind];
    const found = result[member];
    if (!Array.isArray(found)) return;
    this.#bytes += Buffer.byteLength(JSON.stringify(found));
    for (const item of found) {
      if (isJsonObject(item) && typeof item[id] === 'string') this.#items.push(item);
    }
  }

  #limit(cursor: string): string | undefined {
    const { listPages, listItems, listBytes } = this.limits;
    if (this.#cursors.has(cursor)) return 'its cursors go in a circle';
    this.#cursors.add(cursor);
    if (this.#cursors.size >= listPages) return `it has more than ${listPages} pages`;
    if (this.#items.length >= listItems) return `it has more than ${listItems} items`;
    return this.#bytes >= listBytes ? `it is longer than ${listBytes} bytes` : undefined;
  }

  #call(signal: AbortSignal): Call {
    const { listTotalMs } = this.limits;
    return { signal, idleMs: listTotalMs, totalMs: listTotalMs, takesInputRequired: false };
  }
}
