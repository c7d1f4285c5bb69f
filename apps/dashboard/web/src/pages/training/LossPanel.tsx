import { useMemo } from 'react';
import type { TrainingRun } from '../../api/training.js';
import { Button, Panel, Select } from '../../kit/index.js';
import { useUrlState } from '../../shell/url-state.js';
import { counted } from '../../time/format.js';
import { LastValue } from './LastValue.js';
import { LossChart } from './LossChart.js';
import { lossLines, lossText, onLogScale, type LossLines } from './loss-lines.js';
import type { RunMarks } from './run-marks.js';
import css from './Training.module.css';

/** How much the smoothed line keeps of what it was. */
const SMOOTHING = [
  { value: '0', label: 'None' },
  { value: '0.6', label: 'Light (0.6)' },
  { value: '0.9', label: 'Medium (0.9)' },
  { value: '0.98', label: 'Strong (0.98)' },
] as const;
type Smoothing = (typeof SMOOTHING)[number]['value'];

/** LossPanel is the loss over the steps: raw and pale, and smoothed above it. */
export function LossPanel({ run, marks }: { readonly run: TrainingRun; readonly marks: RunMarks }) {
  const [scale, setScale] = useUrlState<'linear' | 'log'>('scale', 'linear');
  const [smoothing, setSmoothing] = useUrlState<Smoothing>('smoothing', '0.9');
  const { loss } = run;
  const weight = SMOOTHING.some(({ value }) => value === smoothing) ? Number(smoothing) : 0.9;
  const lines = useMemo(() => lossLines(loss ?? [], weight), [loss, weight]);
  const isLog = scale === 'log';
  return (
    <Panel title="Loss" aside={lines.last && <LastValue of={lines.last} />}>
      {lines.last === undefined ? (
        <p className={css.muted}>{whyNone(run)}</p>
      ) : (
        <LossChart
          lines={lines}
          isLog={isLog}
          isSmooth={weight > 0}
          marks={marks}
          summary={summaryOf(run, lines, { isLog, weight })}
          controls={
            <div className={css.filters}>
              <Select label="Smoothing" value={smoothing} options={SMOOTHING} onChange={setSmoothing} />
              <Button isPressed={isLog} onPress={() => setScale(isLog ? 'linear' : 'log')}>
                Log scale
              </Button>
            </div>
          }
        />
      )}
    </Panel>
  );
}

function whyNone({ loss, loss_point_count: count = 0 }: TrainingRun): string {
  if (loss === undefined) return 'The training server is too old to tell the loss.';
  if (count > 0) return `None of the ${counted(count, 'value')} is a number: the training has diverged.`;
  return 'No loss is written yet: it comes with the first steps, where the config logs it.';
}

function summaryOf(
  run: TrainingRun,
  lines: LossLines,
  { isLog, weight }: { isLog: boolean; weight: number },
) {
  const { last } = lines;
  const shown = run.loss?.length ?? 0;
  const all = run.loss_point_count ?? shown;
  const parts = [
    shown < all ? `${shown} of ${counted(all, 'value')} are drawn.` : `${counted(all, 'value')}, all drawn.`,
    last &&
      weight > 0 &&
      `Smoothed, it is at ${lossText(last.smooth)}; each point keeps ${weight} of the mean before.`,
    ...troubles(run, lines),
    isLog && lines.raw.some((value) => value !== null && onLogScale([value])[0] === null) && NOUGHT,
  ];
  return parts.filter((part) => typeof part === 'string').join(' ');
}

const NOUGHT = 'Values of 0 and below have no place on this scale.';

function troubles({ loss_null_count: none = 0 }: TrainingRun, { gaps }: LossLines): string[] {
  const [first] = gaps;
  const steps = first?.map((step) => step.toLocaleString('en-GB')).join(' and ') ?? '';
  const more = gaps.length > 1 ? `, and in ${counted(gaps.length - 1, 'other place')}` : '';
  return [
    ...(none > 0
      ? [`${counted(none, 'value is', 'values are')} no number (NaN or infinite): the line is broken there.`]
      : []),
    ...(first === undefined ? [] : [`Nothing was written between the steps ${steps}${more}.`]),
  ];
}
