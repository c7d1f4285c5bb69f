import type { PartReport, Row } from './stage.ts';
import type { SubjectName } from './subject.ts';

const SUBJECTS: readonly SubjectName[] = ['direct', 'pipe', 'gateway', 'portkey'];
const HEADER = ['', ...SUBJECTS, 'result', 'goal'];

/** table sets all parts in one table of plain text; numbers stand right, words stand left. */
export function table(heading: string, parts: readonly PartReport[]): string {
  const lines = parts.map(({ title, rows }) => ({ title, cells: rows.map(cellsOf) }));
  const all = [HEADER, ...lines.flatMap(({ cells }) => cells)];
  const widths = HEADER.map((_, column) => Math.max(...all.map((cells) => cells[column]?.length ?? 0)));
  const render = (cells: readonly string[]): string =>
    cells
      .map((cell, n) => pad(cell, n, widths))
      .join('  ')
      .trimEnd();
  const blocks = lines.map(({ title, cells }) => [title, ...cells.map(render)].join('\n'));
  return [heading, render(HEADER), ...blocks].join('\n\n');
}

function pad(cell: string, column: number, widths: readonly number[]): string {
  const isFigure = column > 0 && column <= SUBJECTS.length;
  return isFigure ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0);
}

function cellsOf({ measure, cells, result, goal }: Row): string[] {
  const verdict = goal ? `${goal.text} ${goal.met ? 'met' : 'MISSED'}` : '';
  return [`  ${measure}`, ...SUBJECTS.map((name) => figure(cells[name])), result ?? '', verdict];
}

function figure(value: number | string | undefined): string {
  if (typeof value !== 'number') return value ?? '';
  if (Number.isNaN(value)) return '-';
  return value >= 1_000 ? Math.round(value).toLocaleString('en-GB') : value.toFixed(value < 100 ? 2 : 0);
}
