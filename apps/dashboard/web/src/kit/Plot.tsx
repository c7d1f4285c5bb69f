import { useMemo, useRef, useEffect } from 'react';
import type UPlot from 'uplot';
import css from './Chart.module.css';
import { cx } from './cx.js';
import { plotOptions } from './plot-options.js';
import { usePlot } from './use-plot.js';

export interface PlotSeries {
  /** Stands at the end of its line when there are several. */
  readonly label: string;
  /** One for each place along the bottom; null where nothing is known. */
  readonly values: readonly (number | null)[];
  /** What another line was made of: thin, and below it. */
  readonly isPale?: boolean;
}

/** Places along the bottom where something happened, each with a thin line and a shape above it. */
export interface PlotMarks {
  readonly shape: 'diamond' | 'ring';
  readonly at: readonly number[];
}

export interface PlotScales {
  readonly x: {
    /** Seconds since 1970, with ticks at whole minutes and hours. */
    readonly isTime?: boolean;
    readonly format: (value: number) => string;
    /** What is shown from left to right; all of it when absent. */
    readonly range?: readonly [from: number, to: number] | undefined;
  };
  readonly y: { readonly isLog?: boolean; readonly format: (value: number) => string };
}

export interface PlotProps {
  readonly title: string;
  /** Rising. */
  readonly x: readonly number[];
  /** Four at most: they differ in their dashes. */
  readonly series: readonly PlotSeries[];
  readonly scales: PlotScales;
  readonly marks?: readonly PlotMarks[];
  readonly isTall?: boolean;
}

const NONE: readonly PlotMarks[] = [];

/** Plot is the drawing of a chart alone; ChartFigure has the words that belong to it. */
export function Plot({ title, x, series, scales, marks = NONE, isTall = false }: PlotProps) {
  // Marks are no data, but are drawn with it.
  const data = useMemo(() => alignedOf(x, series, marks), [x, series, marks]);
  const latest = useRef({ scales, marks });
  useEffect(() => {
    latest.current = { scales, marks };
  });
  const looks = series.map(({ label, isPale = false }) => ({ label, isPale }));
  const { isTime = false } = scales.x;
  const { isLog = false } = scales.y;
  const rows = marks.map(({ shape }) => shape);
  const place = usePlot(
    JSON.stringify({ looks, isTime, isLog, rows }),
    (element, rem) => plotOptions(element, rem, looks, () => latest.current),
    data,
  );
  return <div ref={place} className={cx(css.plot, isTall && css.tall)} role="img" aria-label={title} />;
}

function alignedOf(
  x: readonly number[],
  series: readonly PlotSeries[],
  _marks: readonly PlotMarks[],
): UPlot.AlignedData {
  return [[...x], ...series.map(({ values }) => [...values])];
}
