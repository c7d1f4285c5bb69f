import { useMemo, type ReactNode } from 'react';
import { clockTime, type Zone } from '../time/format.js';
import { useZone } from '../time/zone.js';
import { ChartFigure } from './ChartFigure.js';
import { Plot, type PlotSeries } from './Plot.js';

interface LineChartProps {
  readonly title: string;
  /** What the lines say, in one sentence: for who cannot see them, and for who has no time. */
  readonly summary: ReactNode;
  /** Milliseconds, rising. */
  readonly times: readonly number[];
  /** Four at most; they differ in their dashes, and each is named at the end of its line when there are several. */
  readonly series: readonly PlotSeries[];
  /** What is shown from left to right, in milliseconds; all times when absent. */
  readonly span?: readonly [from: number, to: number];
  readonly format: (value: number) => string;
}

/** LineChart draws values over time, beside a sentence that says the same and a table on demand. */
export function LineChart({ title, summary, times, series, span, format }: LineChartProps) {
  const zone = useZone();
  const seconds = useMemo(() => times.map((at) => at / 1_000), [times]);
  const x = {
    isTime: true,
    format: (second: number) => minuteOf(1_000 * second, zone),
    range: span && ([span[0] / 1_000, span[1] / 1_000] as const),
  };
  const table = () => ({
    heads: ['Minute', ...series.map(({ label }) => label)],
    rows: minutesOf(times, series).map(({ at, means }) => ({
      name: minuteOf(at, zone),
      values: means.map((mean) => (mean === undefined ? 'Unknown' : format(mean))),
    })),
  });
  return (
    <ChartFigure title={title} summary={summary} table={table}>
      <Plot key={zone} title={title} x={seconds} series={series} scales={{ x, y: { format } }} />
    </ChartFigure>
  );
}

function minuteOf(at: number, zone: Zone): string {
  return clockTime(at, zone).slice(0, 5);
}

const MINUTE = 60_000;

/** The table has the average of each minute, the newest first: nobody reads seven hundred rows. */
function minutesOf(times: readonly number[], series: readonly PlotSeries[]) {
  const groups = Map.groupBy(times.keys(), (index) => Math.floor((times[index] ?? 0) / MINUTE));
  return [...groups]
    .map(([minute, indices]) => ({
      at: minute * MINUTE,
      means: series.map(({ values }) => meanOf(indices.map((index) => values[index] ?? null))),
    }))
    .toReversed();
}

function meanOf(values: readonly (number | null)[]): number | undefined {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0) / known.length;
}
