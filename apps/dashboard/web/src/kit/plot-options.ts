import type UPlot from 'uplot';
import { inkOf } from './chart-ink.js';
import type { PlotMarks, PlotScales } from './Plot.js';
import { drawMarks } from './plot-marks.js';
import { drawNames, roomForNames, textAt } from './plot-names.js';
import type { MakeOptions } from './use-plot.js';

/** What may change while the plot stays the same. */
export interface PlotLatest {
  readonly scales: PlotScales;
  readonly marks: readonly PlotMarks[];
}

interface Look {
  readonly label: string;
  readonly isPale: boolean;
}

const DASHES = [[], [7, 4], [2, 3], [9, 3, 2, 3]];
const PALE_DASH = [4, 2];
/** Of axes and names, in the height of the viewer's text. */
const TEXT_REM = 0.75;

/** plotOptions are what all plots have in common; lengths follow the viewer's text. */
export function plotOptions(
  element: HTMLElement,
  rem: number,
  looks: readonly Look[],
  latest: () => PlotLatest,
): ReturnType<MakeOptions> {
  const text = { element, pixels: TEXT_REM * rem, names: looks.length > 1 };
  const { scales, marks } = latest();
  const room = (plot: UPlot) => roomForNames(plot, text);
  return {
    padding: [(0.5 + marks.length) * text.pixels + 2, room, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: scalesOf(latest, scales),
    axes: axesOf(element, rem, latest),
    series: [{}, ...looks.map((look, index) => lineOf(element, look, dashOf(looks, index)))],
    hooks: {
      drawAxes: [(plot) => drawMarks(plot, latest().marks, text)],
      draw: [(plot) => drawNames(plot, text)],
    },
  };
}

function scalesOf(latest: () => PlotLatest, { x, y }: PlotScales): UPlot.Scales {
  return {
    x: {
      time: x.isTime === true,
      range: (_plot, from, to) => {
        const [start = from, end = to] = latest().scales.x.range ?? [];
        return [start, end];
      },
    },
    y: y.isLog === true ? logScale() : { range: linearRange },
  };
}

/** The library's enum for logarithmic is there for types alone. */
function logScale(): UPlot.Scale {
  return Object.assign<UPlot.Scale, object>({ log: 10, range: logRange }, { distr: 3 });
}

function linearRange(_plot: UPlot, from: number, to: number): [number, number] {
  const top = to > 0 ? to * 1.1 : 1;
  return [Math.min(0, from), top];
}

/** At least from one power of ten to the next, so that the axis has two numbers. */
function logRange(_plot: UPlot, from: number, to: number): [number, number] {
  if (!(from > 0 && to > 0)) return [0.01, 1];
  return [10 ** Math.floor(Math.log10(from)), 10 ** Math.ceil(Math.log10(to * 1.001))];
}

function axesOf(element: HTMLElement, rem: number, latest: () => PlotLatest): UPlot.Axis[] {
  const pixels = TEXT_REM * rem;
  const axis = {
    stroke: () => inkOf(element, '--muted'),
    font: textAt(pixels),
    ticks: { show: false },
    gap: 0.3 * rem,
  };
  const grid = { stroke: () => inkOf(element, '--line'), width: 1 };
  const along = (values: readonly number[]) => values.map((value) => latest().scales.x.format(value));
  // On a log scale some lines of the grid have no number.
  const up = (values: readonly (number | null)[]) =>
    values.map((value) => (value === null ? '' : latest().scales.y.format(value)));
  return [
    {
      ...axis,
      grid: { show: false },
      size: 1.65 * rem,
      space: 4.5 * rem,
      values: (_plot, values) => along(values),
    },
    {
      ...axis,
      grid,
      size: (plot, values) => widest(plot, values, pixels) + 0.6 * rem,
      space: 2.1 * rem,
      values: (_plot, values) => up(values),
    },
  ];
}

/** The library asks before it knows the values as well. */
function widest({ ctx }: UPlot, texts: readonly string[] | null, pixels: number): number {
  ctx.font = textAt(pixels);
  return Math.max(pixels, ...(texts ?? []).map((each) => ctx.measureText(each).width));
}

function lineOf(element: HTMLElement, { label, isPale }: Look, dash: number[]): UPlot.Series {
  const line = { label, stroke: () => inkOf(element, '--accent'), points: { show: false }, spanGaps: false };
  if (isPale) return { ...line, width: 1, alpha: 0.45, dash };
  return { ...line, width: 1.75, dash };
}

/** The first line that is not pale has none. */
function dashOf(looks: readonly Look[], index: number): number[] {
  if (looks[index]?.isPale === true) return PALE_DASH;
  const before = looks.slice(0, index).filter(({ isPale }) => !isPale).length;
  return DASHES[before % DASHES.length] ?? [];
}
