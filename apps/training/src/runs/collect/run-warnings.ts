import type { MissingPart } from '../../backend/index.js';
import type { LogEvidence } from '../../logs/index.js';

const INSTEAD = {
  loss: 'loss and speed are those of the log',
  log: 'errors are not known, and loss and speed are those of the loss points',
} as const;

type Recorded = Pick<LogEvidence, 'analyzedLineCount' | 'quality' | 'speed'>;

/** What a reader of the evidence is to know: parts that could not be had, and a run of which nothing was recorded. */
export function runWarnings(
  evidence: Recorded,
  missing: readonly MissingPart[],
  datasetError: string | undefined,
): string[] {
  const unread = missing.map(
    ({ part, error }) => `The ${part} could not be read (${error}); ${INSTEAD[part]}.`,
  );
  const unseen = datasetError === undefined ? [] : [`The data set could not be looked at (${datasetError}).`];
  const nothing = hasRecords(evidence)
    ? []
    : ['Nothing was recorded of this run: it may never have trained.'];
  return [...unread, ...unseen, ...nothing];
}

/** A job that never ran would look flawless beside those that did. */
export function hasRecords({ analyzedLineCount, quality, speed }: Recorded): boolean {
  return analyzedLineCount > 0 || quality.loss.count > 0 || speed.iter_per_sec.count > 0;
}
