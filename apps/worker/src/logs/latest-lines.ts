import type { LogLine } from '@app/docker';

/** ContainerLine is a line and whose it is. */
export type ContainerLine = LogLine & { readonly container: string };

/** LatestLines keeps the newest lines: no more than `most`, and no more characters than `budget`. */
export class LatestLines {
  readonly kept: ContainerLine[] = [];
  private characters = 0;
  private cut = false;

  constructor(
    private readonly most: number,
    private readonly budget: number,
  ) {}

  /** Whether lines were dropped for their size alone. */
  get truncated(): boolean {
    return this.cut;
  }

  add(line: ContainerLine): void {
    this.kept.push(line);
    this.characters += line.text.length;
    if (this.kept.length > this.most) this.dropOldest();
    while (this.characters > this.budget) {
      this.cut = true;
      this.dropOldest();
    }
  }

  private dropOldest(): void {
    this.characters -= this.kept.shift()?.text.length ?? 0;
  }
}
