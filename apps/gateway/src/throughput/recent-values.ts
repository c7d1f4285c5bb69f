/** RecentValues keeps the last `most` numbers that were added. */
export class RecentValues {
  private readonly values: Float64Array;
  private added = 0;

  constructor(private readonly most: number) {
    this.values = new Float64Array(most);
  }

  add(value: number): void {
    this.values[this.added % this.most] = value;
    this.added += 1;
  }

  /** The value added last; 0 when there is none. */
  get latest(): number {
    return this.added === 0 ? 0 : (this.values[(this.added - 1) % this.most] ?? 0);
  }

  ascending(): number[] {
    return Array.from(this.values.subarray(0, Math.min(this.added, this.most))).sort((a, b) => a - b);
  }
}
