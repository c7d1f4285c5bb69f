import type { PullProgress } from '@app/docker';

/** The least part of a pull that is worth telling. */
const LEAST_STEP = 0.05;

/**
 * LayerProgress makes one part, from 0 to 1, of the progress of a pull's layers. Layers turn up while others are
 * under way, so what it tells never falls and stays below 1 until the pull has ended.
 */
export class LayerProgress {
  private readonly layers = new Map<string, { current: number; total: number }>();
  private told = 0;

  /** see takes the next report in; it returns the part when that is worth telling again. */
  see({ layer, current, total }: PullProgress): number | undefined {
    if (layer === undefined || current === undefined || !total) return undefined;
    this.layers.set(layer, { current, total });
    const sums = [...this.layers.values()];
    const done = sums.reduce((sum, each) => sum + each.current, 0);
    const all = sums.reduce((sum, each) => sum + each.total, 0);
    const part = Math.min(done / all, 0.99);
    if (part < this.told + LEAST_STEP) return undefined;
    this.told = part;
    return part;
  }
}
