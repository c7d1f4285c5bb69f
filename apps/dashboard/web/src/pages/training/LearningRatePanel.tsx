import { useMemo } from 'react';
import type { TrainingRun } from '../../api/training.js';
import { Panel } from '../../kit/index.js';
import { ChartFigure } from '../../kit/ChartFigure.js';
import { Plot } from '../../kit/Plot.js';
import { LastValue } from './LastValue.js';
import { stepScale, stepText } from './LossChart.js';
import { lossLines, lossRows, type LossLines } from './loss-lines.js';

/** LearningRatePanel is how fast the trainer learned at each step; it is not there where nobody wrote that down. */
export function LearningRatePanel({ run: { learning_rate: rate } }: { readonly run: TrainingRun }) {
  const lines = useMemo(() => lossLines(rate ?? [], 0), [rate]);
  const series = useMemo(() => [{ label: 'Learning rate', values: lines.raw }], [lines]);
  if (lines.last === undefined) return null;
  return (
    <Panel title="Learning rate">
      <ChartFigure
        title="Learning rate over the steps"
        controls={<LastValue of={lines.last} format={rateText} />}
        summary={summaryOf(lines)}
        table={() => tableOf(lines)}
      >
        <Plot
          title="Learning rate over the steps"
          x={lines.steps}
          series={series}
          scales={{ x: stepScale(lines), y: { format: rateText } }}
        />
      </ChartFigure>
    </Panel>
  );
}

function summaryOf({ raw, last }: LossLines): string {
  const known = raw.filter((value) => value !== null);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  if (low === high) return `It was ${rateText(low)} all the time.`;
  const end = last === undefined ? '' : `, and ${rateText(last.value)} at step ${stepText(last.step)}`;
  return `It was between ${rateText(low)} and ${rateText(high)}${end}.`;
}

function tableOf(lines: LossLines) {
  return {
    heads: ['Steps', 'Mean learning rate'],
    rows: lossRows(lines).map(({ from, to, raw }) => ({
      name: from === to ? stepText(from) : `${stepText(from)} to ${stepText(to)}`,
      values: [raw === undefined ? 'Unknown' : rateText(raw)],
    })),
  };
}

/** rateText is `1e-4`, as configs have it. */
function rateText(rate: number): string {
  return rate === 0 ? '0' : Number(rate.toPrecision(3)).toExponential();
}
