import type UPlot from 'uplot';
import { inkOf } from './chart-ink.js';
import type { PlotMarks } from './Plot.js';
import type { PlotText } from './plot-names.js';

/** drawMarks draws each row of marks above the plot, with a line down through it. */
export function drawMarks(plot: UPlot, rows: readonly PlotMarks[], { element, pixels }: PlotText): void {
  const { ctx, bbox } = plot;
  const size = 0.3 * pixels * devicePixelRatio;
  ctx.save();
  ctx.lineWidth = devicePixelRatio;
  rows.forEach((row, index) => {
    const top = bbox.top - (rows.length - index - 0.4) * pixels * devicePixelRatio;
    let before = -Infinity;
    for (const x of placesOf(plot, row)) {
      ctx.strokeStyle = inkOf(element, '--line-strong');
      drawLine(ctx, x, top + size, bbox.top + bbox.height);
      // Shapes that would lie upon each other say no more than one of them.
      if (x - before < 2 * size) continue;
      before = x;
      ctx.strokeStyle = ctx.fillStyle = inkOf(element, '--text');
      drawShape(ctx, row.shape, { x, y: top, size });
    }
  });
  ctx.restore();
}

function placesOf(plot: UPlot, { at }: PlotMarks): number[] {
  const { min = 0, max = 0 } = plot.scales['x'] ?? {};
  return at
    .filter((place) => place >= (min ?? 0) && place <= (max ?? 0))
    .map((place) => plot.valToPos(place, 'x', true));
}

function drawLine(ctx: CanvasRenderingContext2D, x: number, from: number, to: number): void {
  ctx.save();
  ctx.globalAlpha = 0.45;
  ctx.setLineDash([2 * devicePixelRatio, 4 * devicePixelRatio]);
  ctx.beginPath();
  ctx.moveTo(x, from);
  ctx.lineTo(x, to);
  ctx.stroke();
  ctx.restore();
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly size: number;
}

function drawShape(ctx: CanvasRenderingContext2D, shape: PlotMarks['shape'], { x, y, size }: Place): void {
  ctx.beginPath();
  if (shape === 'ring') {
    ctx.arc(x, y, size, 0, 2 * Math.PI);
    ctx.stroke();
    return;
  }
  ctx.moveTo(x, y - size);
  for (const [dx, dy] of [
    [size, 0],
    [0, size],
    [-size, 0],
  ] as const)
    ctx.lineTo(x + dx, y + dy);
  ctx.fill();
}
