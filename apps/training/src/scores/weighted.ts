import { hundredths, tenThousandths } from './points.js';

type Scores<P extends string> = Readonly<Record<P, number | null>>;

export interface WeightedScore<P extends string> {
  readonly overall: number;
  /** Of the parts that counted; they add up to 1, or are all 0 when nothing counted. */
  readonly weights: Partial<Record<P, number>>;
}

/** The mean of scores by their weights; a score that is null counts as `missing` says, or not at all. */
export function weighted<P extends string>(
  scores: Scores<P>,
  weights: Readonly<Record<P, number>>,
  missing: Readonly<Partial<Record<P, number>>>,
): WeightedScore<P> {
  const parts = Object.keys(weights) as P[];
  const counted = parts.flatMap((part) => {
    const score = scores[part] ?? missing[part];
    return score === undefined ? [] : [{ part, score, weight: weights[part] }];
  });
  const all = counted.reduce((sum, { weight }) => sum + weight, 0);
  const share = (weight: number) => (all === 0 ? 0 : weight / all);
  return {
    overall: hundredths(counted.reduce((sum, { score, weight }) => sum + score * share(weight), 0)),
    weights: Object.fromEntries(
      counted.map(({ part, weight }) => [part, tenThousandths(share(weight))]),
    ) as Partial<Record<P, number>>,
  };
}
