import type { TrainingSample } from '../../api/training.js';
import type { PlotMarks } from '../../kit/Plot.js';

export interface RunMarks {
  readonly marks: readonly PlotMarks[];
  /** The same in a sentence; empty where nothing is marked. */
  readonly text: string;
}

/** runMarks are the steps after which a job saved its model, and those after which it made samples. */
export function runMarks(
  saves: readonly (number | null)[] = [],
  samples: readonly TrainingSample[] = [],
): RunMarks {
  const rows = [
    { shape: 'diamond', at: stepsIn(saves), name: 'Checkpoints' },
    { shape: 'ring', at: stepsIn(samples.map(({ step }) => step)), name: 'samples' },
  ] as const;
  const shown = rows.filter(({ at }) => at.length > 0);
  const text = shown.map(({ name, at }) => `${name} ${stepsText(at)}`).join(', ');
  return {
    marks: shown.map(({ shape, at }) => ({ shape, at })),
    text: text === '' ? '' : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`,
  };
}

function stepsIn(steps: readonly (number | null)[]): readonly number[] {
  const known = new Set(steps.filter((step) => step !== null));
  return [...known].toSorted((one, other) => one - other);
}

const MOST_NAMED = 4;

/** `at the steps 0, 250 and 500`; many of them are counted. */
function stepsText(steps: readonly number[]): string {
  const texts = steps.map((step) => step.toLocaleString('en-GB'));
  const last = texts.pop() ?? '';
  if (texts.length === 0) return `at step ${last}`;
  if (texts.length < MOST_NAMED) return `at the steps ${texts.join(', ')} and ${last}`;
  return `at ${steps.length} steps from ${texts[0] ?? ''} to ${last}`;
}
