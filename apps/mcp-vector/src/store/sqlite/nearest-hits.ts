import type { Distance } from '../vector-store.js';

/** NearestHits keeps the nearest of what is added, the nearest first, and equally near ones in the order of their ids. */
export class NearestHits<H extends { readonly id: string; readonly score: number }> {
  private kept: H[] = [];
  private readonly sign: number;

  constructor(
    private readonly limit: number,
    distance: Distance,
  ) {
    this.sign = distance === 'l2' ? 1 : -1;
  }

  get hits(): readonly H[] {
    return this.kept;
  }

  add(hits: readonly H[]): void {
    this.kept = [...this.kept, ...hits].sort((a, b) => this.order(a, b)).slice(0, this.limit);
  }

  private order(a: H, b: H): number {
    return this.sign * (a.score - b.score) || (a.id < b.id ? -1 : 1);
  }
}
