import type { DatasetAnalysis } from '../../contract/index.js';
import { statisticsOf } from '../../statistics/index.js';
import { IMAGE_RULES } from '../limits.js';
import type { ImageCheck } from './image-check.js';

type ImageFigures = Pick<
  DatasetAnalysis,
  | 'resolution_width'
  | 'resolution_height'
  | 'aspect_ratio'
  | 'low_resolution_count'
  | 'extreme_aspect_ratio_count'
>;

/** ImageTally measures the images that can be opened. */
export class ImageTally {
  readonly #widths: number[] = [];
  readonly #heights: number[] = [];
  readonly #aspects: number[] = [];
  #low = 0;
  #extreme = 0;

  add(check: ImageCheck): void {
    if (check.kind !== 'sound') return;
    const { width, height } = check;
    const aspect = width / height;
    this.#widths.push(width);
    this.#heights.push(height);
    this.#aspects.push(aspect);
    if (Math.min(width, height) < IMAGE_RULES.lowResolutionBelow) this.#low += 1;
    if (aspect > IMAGE_RULES.widestAspect || aspect < IMAGE_RULES.narrowestAspect) this.#extreme += 1;
  }

  figures(): ImageFigures {
    return {
      resolution_width: statisticsOf(this.#widths),
      resolution_height: statisticsOf(this.#heights),
      aspect_ratio: statisticsOf(this.#aspects),
      low_resolution_count: this.#low,
      extreme_aspect_ratio_count: this.#extreme,
    };
  }
}
