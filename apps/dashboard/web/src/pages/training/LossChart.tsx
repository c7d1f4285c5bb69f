import { useMemo, type ReactNode } from 'react';
import { ChartFigure } from '../../kit/ChartFigure.js';
import { Plot, type PlotSeries } from '../../kit/Plot.js';
import { lossRows, lossText, onLogScale, type LossLines } from './loss-lines.js';
import { MarkKey } from './MarkKey.js';
import type { RunMarks } from './run-marks.js';

interface LossChartProps {
  readonly lines: LossLines;
  readonly isLog: boolean;
  /** Whether there is a smoothed line above the raw one. */
  readonly isSmooth: boolean;
  readonly marks: RunMarks;
  readonly controls: ReactNode;
  /** What the lines say, for who cannot see them. */
  readonly summary: string;
}

/** LossChart draws the loss over the steps: raw and pale, and smoothed above it. */
export function LossChart({ lines, isLog, isSmooth, marks, controls, summary }: LossChartProps) {
  const series = useMemo(() => seriesOf(lines, isLog, isSmooth), [lines, isLog, isSmooth]);
  return (
    <ChartFigure
      title="Loss over the steps"
      controls={controls}
      summary={`${summary} ${marks.text}`.trim()}
      table={() => tableOf(lines)}
    >
      <MarkKey marks={marks.marks} />
      <Plot
        title="Loss over the steps"
        x={lines.steps}
        series={series}
        scales={{ x: stepScale(lines, marks), y: { isLog, format: lossText } }}
        marks={marks.marks}
        isTall
      />
    </ChartFigure>
  );
}

function seriesOf({ raw, smooth }: LossLines, isLog: boolean, isSmooth: boolean): readonly PlotSeries[] {
  const shown = (values: LossLines['raw']) => (isLog ? onLogScale(values) : values);
  const loss = { label: 'Loss', values: shown(raw), isPale: isSmooth };
  return isSmooth ? [loss, { label: 'Smoothed', values: shown(smooth) }] : [loss];
}

function tableOf(lines: LossLines) {
  const text = (value: number | undefined) => (value === undefined ? 'No number' : lossText(value));
  return {
    heads: ['Steps', 'Mean loss', 'Smoothed at the end'],
    rows: lossRows(lines).map(({ from, to, raw, smooth }) => ({
      name: from === to ? stepText(from) : `${stepText(from)} to ${stepText(to)}`,
      values: [text(raw), text(smooth)],
    })),
    isTall: true,
  };
}

/** From the start, where samples may have been made, to the last step of which anything is known. */
export function stepScale({ steps }: LossLines, marks?: RunMarks) {
  const marked = marks?.marks.flatMap(({ at }) => at) ?? [];
  return { format: stepText, range: [0, Math.max(1, steps.at(-1) ?? 0, ...marked)] as const };
}

export function stepText(step: number): string {
  return step.toLocaleString('en-GB', { maximumFractionDigits: 0 });
}
