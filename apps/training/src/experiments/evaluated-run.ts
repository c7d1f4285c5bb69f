import type { Analyses, ComponentScores, Hyperparameters } from '../scores/index.js';

/** What the next experiment is chosen by. */
export interface EvaluatedRun {
  readonly components: ComponentScores;
  readonly hparams: Hyperparameters;
  readonly analyses: Pick<Analyses, 'quality' | 'errors'>;
}
