import { quantile } from '../quantile.ts';

/** Row is one line of the table: a figure, and what the same work takes without us, where there is such a thing. */
export interface Row {
  readonly measure: string;
  readonly figure: string;
  readonly floor?: string;
}

export interface PartReport {
  readonly title: string;
  /** What the column `floor` holds in this part. */
  readonly floor: string;
  readonly rows: readonly Row[];
  /** What makes the run worthless: refusals, lost lines. Empty in a good run. */
  readonly faults: readonly string[];
}

/** times gives median and 99th percentile of milliseconds. */
export function times(milliseconds: readonly number[]): string {
  return `${fixed(quantile(milliseconds, 0.5))} / ${fixed(quantile(milliseconds, 0.99))} ms`;
}

export function rate(count: number, seconds: number): string {
  return `${fixed(count / seconds)} /s`;
}

export function fixed(value: number): string {
  return value >= 1_000 ? Math.round(value).toLocaleString('en-GB') : value.toFixed(value < 100 ? 2 : 0);
}

/** table sets all parts in one table of plain text. */
export function table(heading: string, parts: readonly PartReport[]): string {
  const rows = parts.flatMap(({ rows }) => rows.map(({ measure }) => measure.length));
  const [measure, figure] = [Math.max(...rows) + 2, 24];
  const blocks = parts.map(({ title, floor, rows }) =>
    [
      `${title.padEnd(measure)}${'here'.padStart(figure)}${floor.padStart(figure + 8)}`,
      ...rows.map((row) =>
        `  ${row.measure.padEnd(measure - 2)}${row.figure.padStart(figure)}${(row.floor ?? '').padStart(figure + 8)}`.trimEnd(),
      ),
    ].join('\n'),
  );
  return [heading, ...blocks].join('\n\n');
}
