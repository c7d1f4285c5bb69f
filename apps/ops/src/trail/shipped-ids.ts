import { eventsBackwards, SHIPPED_ID } from '@app/audit';

/** More than can be appended and not yet deleted from the inbox, also when Redis comes back with its last second lost. */
const REMEMBERED = 10_000;

/** ShippedIds remembers which of the newest events of the log were shipped, so that none is written twice. */
export class ShippedIds {
  private readonly ids = new Set<string>();

  static async read(folder: string): Promise<ShippedIds> {
    const found: string[] = [];
    for await (const { metadata } of eventsBackwards(folder, [`"${SHIPPED_ID}"`])) {
      const id = metadata[SHIPPED_ID];
      if (typeof id === 'string' && found.push(id) === REMEMBERED) break;
    }
    const ids = new ShippedIds();
    for (const id of found.toReversed()) ids.add(id);
    return ids;
  }

  has(id: string): boolean {
    return this.ids.has(id);
  }

  add(id: string): void {
    this.ids.add(id);
    const [oldest] = this.ids;
    if (this.ids.size > REMEMBERED && oldest !== undefined) this.ids.delete(oldest);
  }
}
