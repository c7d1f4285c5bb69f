import type UPlot from 'uplot';
import { inkOf } from './chart-ink.js';
import { spreadOut } from './spread-out.js';

export interface PlotText {
  /** Knows the colours. */
  readonly element: HTMLElement;
  readonly pixels: number;
  /** Whether lines have names: one alone has none. */
  readonly names: boolean;
}

const GAP = 6;
const LEAST_ROOM = 22;
/** Names that would take more of the width stand over their lines. */
const MOST_SHARE = 0.25;

/** textAt is how a canvas is told the size of a text. */
export function textAt(pixels: number): string {
  return `${pixels}px system-ui, sans-serif`;
}

/** roomForNames is how much is left free at the right end of a plot. */
export function roomForNames(plot: UPlot, text: PlotText): number {
  const wanted = text.names ? widestName(plot, text) + 2 * GAP : 0;
  return wanted > MOST_SHARE * plot.width ? LEAST_ROOM : Math.max(LEAST_ROOM, wanted);
}

/** drawNames writes which line is which where they end, one below the other. */
export function drawNames(plot: UPlot, text: PlotText): void {
  if (!text.names) return;
  const { ctx, bbox } = plot;
  const isOver = widestName(plot, text) + 2 * GAP > MOST_SHARE * plot.width;
  const names = namesOf(plot);
  const step = 1.25 * text.pixels * devicePixelRatio;
  const wanted = names.map(({ at }) => (isOver ? at - step : at));
  const top = bbox.top + step / 2;
  // Over lines none is pushed down onto them, as long as there is room above.
  const overLines = Math.max(top + (names.length - 1) * step, ...wanted);
  const places = spreadOut(wanted, step, top, isOver ? overLines : bbox.top + bbox.height - step / 2);
  ctx.save();
  ctx.font = textAt(text.pixels * devicePixelRatio);
  ctx.fillStyle = inkOf(text.element, '--text');
  ctx.textBaseline = 'middle';
  ctx.textAlign = isOver ? 'right' : 'left';
  const end = bbox.left + bbox.width + (isOver ? 0 : GAP * devicePixelRatio);
  names.forEach(({ label }, index) => ctx.fillText(label, end, places[index] ?? 0));
  ctx.restore();
}

function namesOf(plot: UPlot): { label: string; at: number }[] {
  return plot.series.slice(1).flatMap(({ label, show }, index) => {
    const last = [...(plot.data[index + 1] ?? [])].findLast((value) => value != null);
    if (show === false || typeof last !== 'number' || typeof label !== 'string') return [];
    return [{ label, at: plot.valToPos(last, 'y', true) }];
  });
}

function widestName({ ctx, series }: UPlot, { pixels }: PlotText): number {
  ctx.font = textAt(pixels);
  return Math.max(
    0,
    ...series.slice(1).map(({ label }) => (typeof label === 'string' ? ctx.measureText(label).width : 0)),
  );
}
