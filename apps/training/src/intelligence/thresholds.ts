import { z } from 'zod';
import { clamped, type ModelFamily, type RunClass } from '../scores/index.js';

export const adaptiveThresholds = z.object({
  ready_overall_min: z.number(),
  safe_export_overall_min: z.number(),
  speed_bottleneck_score: z.number(),
  dataset_repair_score: z.number(),
  caption_repair_score: z.number(),
});
/** AdaptiveThresholds is what is asked of a run of this kind, in points of score. */
export type AdaptiveThresholds = z.output<typeof adaptiveThresholds>;
type Change = Readonly<Partial<AdaptiveThresholds>>;

const BASE: AdaptiveThresholds = {
  ready_overall_min: 75,
  safe_export_overall_min: 75,
  speed_bottleneck_score: 50,
  dataset_repair_score: 70,
  caption_repair_score: 65,
};
const BY_FAMILY: Readonly<Record<ModelFamily, Change>> = {
  flux_flex: { speed_bottleneck_score: -12, ready_overall_min: -1 },
  sdxl: { speed_bottleneck_score: -8 },
  sd3: { speed_bottleneck_score: -8 },
  sd_like: {},
  unknown: {},
};
const BY_CLASS: Readonly<Record<RunClass, Change>> = {
  smoke: { ready_overall_min: -8, safe_export_overall_min: -8 },
  standard: {},
  highres: { speed_bottleneck_score: -8, ready_overall_min: -2, safe_export_overall_min: -2 },
  long: {
    ready_overall_min: 3,
    safe_export_overall_min: 5,
    dataset_repair_score: 3,
    caption_repair_score: 3,
  },
};
const BOUNDS = {
  ready_overall_min: [60, 90],
  safe_export_overall_min: [60, 95],
  speed_bottleneck_score: [20, 70],
  dataset_repair_score: [55, 85],
  caption_repair_score: [50, 85],
} as const;

/** A run is never safe to export before it is ready. */
export function thresholdsOf(family: ModelFamily, runClass: RunClass): AdaptiveThresholds {
  const value = (name: keyof AdaptiveThresholds) =>
    BASE[name] + (BY_FAMILY[family][name] ?? 0) + (BY_CLASS[runClass][name] ?? 0);
  const bounded = (name: keyof AdaptiveThresholds, wanted: number) =>
    clamped(wanted, BOUNDS[name][0], BOUNDS[name][1]);
  const ready = bounded('ready_overall_min', value('ready_overall_min'));
  const safe = Math.max(value('safe_export_overall_min'), ready);
  return {
    ready_overall_min: ready,
    safe_export_overall_min: bounded('safe_export_overall_min', safe),
    speed_bottleneck_score: bounded('speed_bottleneck_score', value('speed_bottleneck_score')),
    dataset_repair_score: bounded('dataset_repair_score', value('dataset_repair_score')),
    caption_repair_score: bounded('caption_repair_score', value('caption_repair_score')),
  };
}
