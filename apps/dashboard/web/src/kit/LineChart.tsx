import 'uplot/dist/uPlot.min.css';
import { useEffect, useId, useMemo, useRef, useState, type ReactNode } from 'react';
import UPlot from 'uplot';
import { clockTime, type Zone } from '../time/format.js';
import { useZone } from '../time/zone.js';
import { Button } from './Button.js';
import { inkOf, onThemeChange } from './chart-ink.js';
import css from './LineChart.module.css';

export interface ChartSeries {
  readonly label: string;
  /** One for each time; null where nothing is known. */
  readonly values: readonly (number | null)[];
}

interface LineChartProps {
  readonly title: string;
  /** What the lines say, in one sentence: for who cannot see them, and for who has no time. */
  readonly summary: ReactNode;
  /** Milliseconds, rising. */
  readonly times: readonly number[];
  /** Four at most; they differ in their dashes, and each is named at the end of its line when there are several. */
  readonly series: readonly ChartSeries[];
  /** What is shown from left to right, in milliseconds; all times when absent. */
  readonly span?: readonly [from: number, to: number];
  readonly format: (value: number) => string;
}

const DASHES = [[], [7, 4], [2, 3], [9, 3, 2, 3]];
const HEIGHT = 160;

/** LineChart draws values over time, beside a sentence that says the same and a table on demand. */
export function LineChart(props: LineChartProps) {
  const { title, summary } = props;
  const [isTable, setTable] = useState(false);
  const id = useId();
  return (
    <figure className={css.figure} aria-labelledby={`${id}-title`} aria-describedby={`${id}-summary`}>
      <div className={css.head}>
        <h3 id={`${id}-title`}>{title}</h3>
        <Button look="quiet" onPress={() => setTable(!isTable)} isPressed={isTable}>
          Show as table<span className="unseen">: {title}</span>
        </Button>
      </div>
      {isTable ? <ValuesTable {...props} /> : <Plot {...props} />}
      <figcaption id={`${id}-summary`} className={css.summary}>
        {summary}
      </figcaption>
    </figure>
  );
}

function Plot({ title, times, series, span, format }: LineChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot>(undefined);
  const zone = useZone();
  const names = series.map(({ label }) => label).join('\n');
  const latest = useRef({ span, format });
  useEffect(() => {
    latest.current = { span, format };
  });
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const range = () => latest.current.span;
    const made = new UPlot(
      optionsOf(element, {
        names: names.split('\n'),
        zone,
        range,
        format: (value) => latest.current.format(value),
      }),
      [[], ...names.split('\n').map(() => [])],
      element,
    );
    plot.current = made;
    const resized = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: HEIGHT }));
    resized.observe(element);
    const unwatch = onThemeChange(() => made.redraw());
    return () => {
      resized.disconnect();
      unwatch();
      made.destroy();
      plot.current = undefined;
    };
  }, [names, zone]);
  useEffect(() => {
    plot.current?.setData([times.map((at) => at / 1_000), ...series.map(({ values }) => [...values])]);
  }, [times, series, names, zone]);
  return <div ref={place} className={css.plot} role="img" aria-label={title} />;
}

interface Shape {
  readonly names: readonly string[];
  readonly zone: Zone;
  readonly range: () => readonly [number, number] | undefined;
  readonly format: (value: number) => string;
}

function optionsOf(element: HTMLElement, { names, zone, range, format }: Shape): UPlot.Options {
  const axis = {
    stroke: () => inkOf(element, '--muted'),
    font: '12px system-ui, sans-serif',
    ticks: { show: false },
  };
  const grid = { stroke: () => inkOf(element, '--line'), width: 1 };
  return {
    width: element.clientWidth,
    height: HEIGHT,
    padding: [8, names.length > 1 ? 80 : 22, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: {
        range: (_plot, from, to) =>
          (range()?.map((at) => at / 1_000) as [number, number] | undefined) ?? [from, to],
      },
      y: { range: (_plot, _from, to) => [0, to > 0 ? to * 1.1 : 1] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 26,
        values: (_plot, at) => at.map((second) => minuteOf(second, zone)),
      },
      { ...axis, grid, size: 48, space: 36, values: (_plot, values) => values.map(format) },
    ],
    series: [
      {},
      ...names.map((label, index) => ({
        label,
        stroke: () => inkOf(element, '--accent'),
        width: 1.75,
        dash: DASHES[index % DASHES.length] ?? [],
        points: { show: false },
        spanGaps: false,
      })),
    ],
    hooks: { draw: [(drawn) => (names.length > 1 ? nameLines(drawn, inkOf(element, '--text')) : undefined)] },
  };
}

function minuteOf(second: number, zone: Zone): string {
  return clockTime(1_000 * second, zone).slice(0, 5);
}

/** Which of two lines is which stands where they end. */
function nameLines(plot: UPlot, ink: string): void {
  const { ctx, data, series, bbox } = plot;
  ctx.fillStyle = ink;
  ctx.font = `${12 * devicePixelRatio}px system-ui, sans-serif`;
  ctx.textBaseline = 'middle';
  series.slice(1).forEach(({ label }, index) => {
    const last = [...(data[index + 1] ?? [])].findLast((value) => value != null);
    if (typeof last === 'number' && typeof label === 'string') {
      ctx.fillText(label, bbox.left + bbox.width + 6, plot.valToPos(last, 'y', true));
    }
  });
}

const MINUTE = 60_000;

/** The table has the average of each minute, the newest first: nobody reads seven hundred rows. */
function ValuesTable({ title, times, series, format }: LineChartProps) {
  const zone = useZone();
  const minutes = useMemo(() => minutesOf(times, series), [times, series]);
  return (
    <div className={css.scroll} tabIndex={0} role="region" aria-label={`${title}, by minute`}>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">Minute</th>
            {series.map(({ label }) => (
              <th key={label} scope="col">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {minutes.map(({ at, means }) => (
            <tr key={at}>
              <th scope="row">{minuteOf(at / 1_000, zone)}</th>
              {means.map((mean, index) => (
                <td key={series[index]?.label}>{mean === undefined ? 'Unknown' : format(mean)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function minutesOf(times: readonly number[], series: readonly ChartSeries[]) {
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
