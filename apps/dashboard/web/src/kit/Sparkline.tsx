import css from './Sparkline.module.css';

const [WIDTH, HEIGHT] = [100, 24];

interface SparklineProps {
  readonly values: readonly (number | null)[];
  /** The lowest and the highest place; those of the values when absent. */
  readonly range?: readonly [number, number];
}

/** Sparkline is the course of something in the height of a line; words beside it say the same, so that it is not read out. */
export function Sparkline({ values, range }: SparklineProps) {
  const known = values.filter((value) => value !== null);
  const [low, high] = range ?? [Math.min(...known), Math.max(...known)];
  const place = (value: number, index: number) => {
    const part = high > low ? (value - low) / (high - low) : 0.5;
    return `${((WIDTH * index) / Math.max(1, values.length - 1)).toFixed(1)} ${(HEIGHT * (1 - part)).toFixed(1)}`;
  };
  const last = values.findLastIndex((value) => value !== null);
  const end = last < 0 ? undefined : place(values[last] ?? 0, last);
  return (
    <svg
      className={css.spark}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path className={css.line} d={pathOf(values, place)} />
      {/* A line without length and with round ends stays a dot, however the picture is stretched. */}
      {end !== undefined && <path className={css.dot} d={`M${end}h0`} />}
    </svg>
  );
}

/** Broken where nothing is known. */
function pathOf(values: readonly (number | null)[], place: (value: number, index: number) => string): string {
  return values
    .map((value, index) => {
      if (value === null) return '';
      return `${index === 0 || values[index - 1] === null ? 'M' : 'L'}${place(value, index)}`;
    })
    .join('');
}
