import type { ContainerLine } from './latest-lines.js';

/**
 * mergeLines puts the lines of several containers in the order of their times, which engines write in one form that
 * sorts as text. A line without a time goes with the one before it, and lines of one moment stay in their order.
 */
export function mergeLines(logs: readonly (readonly ContainerLine[])[]): ContainerLine[] {
  const timed = logs.flatMap((lines) => {
    let last = '';
    return lines.map((line) => ({ line, at: (last = line.at ?? last) }));
  });
  return timed.toSorted((one, other) => compare(one.at, other.at)).map(({ line }) => line);
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
