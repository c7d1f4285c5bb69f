import type { Clock } from '@app/kernel';
import type { PullProgress } from '@app/providers';
import type { ModelPullLayer } from './pull.answer.js';
import { TransferRate } from './transfer-rate.js';

/** Models have a handful; whoever sends more does not fill our memory. */
const MOST_LAYERS = 256;

/** PullLayers adds up what a pull's reports say of its layers. */
export class PullLayers {
  private readonly layers = new Map<string, { completed: number; total: number }>();
  private readonly rate = new TransferRate();

  constructor(private readonly clock: Pick<Clock, 'monotonic'>) {}

  note({ digest, completed, total }: NonNullable<PullProgress['layer']>): void {
    const known = this.layers.get(digest);
    if (known === undefined && this.layers.size >= MOST_LAYERS) return;
    // What a layer has when it is first heard of was there before.
    const came = known === undefined ? 0 : Math.max(0, completed - known.completed);
    this.rate.add(came, this.clock.monotonic());
    this.layers.set(digest, { completed, total });
  }

  get view() {
    const layers: ModelPullLayer[] = [...this.layers].map(([digest, { completed, total }]) => ({
      digest,
      completed_bytes: completed,
      total_bytes: total,
    }));
    const completed_bytes = layers.reduce((sum, layer) => sum + layer.completed_bytes, 0);
    const total_bytes = layers.reduce((sum, layer) => sum + layer.total_bytes, 0);
    return { layers, completed_bytes, total_bytes };
  }

  /** Bytes per second, whole. */
  get bytesPerSecond(): number {
    return Math.round(this.rate.at(this.clock.monotonic()));
  }
}
