import { useId } from 'react';
import { cx } from '../../kit/index.js';
import { clockTime } from '../../time/format.js';
import { useZone } from '../../time/zone.js';
import css from './RateChart.module.css';
import { inWords, rateText, type Axis, type RatePoint } from './rates.js';

interface RateChartProps {
  /** Whose speeds they are. */
  readonly label: string;
  readonly points: readonly RatePoint[];
  readonly axis: Axis;
  /** As high as a row of a table, without a scale of its own. */
  readonly isSmall?: boolean;
}

const WIDTH = 640;

/** RateChart draws one dot for each call, and says in a sentence what it shows. */
export function RateChart({ label, points, axis, isSmall = false }: RateChartProps) {
  const title = useId();
  const height = isSmall ? 64 : 160;
  const place = ({ at, rate }: RatePoint) => ({
    x: (WIDTH * (at - axis.from)) / (axis.to - axis.from),
    y: height - (height * rate) / axis.top,
  });
  const line = points.map(place).map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`);
  return (
    <figure className={cx(css.chart, isSmall && css.small)}>
      {!isSmall && <Scale top={axis.top} />}
      <svg
        className={css.picture}
        viewBox={`0 0 ${WIDTH} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-labelledby={title}
      >
        <title id={title}>{`Tokens per second of ${label}. ${inWords(points, axis.to)}`}</title>
        {[0, 0.5, 1].map((part) => (
          <line key={part} className={css.grid} x1="0" x2={WIDTH} y1={part * height} y2={part * height} />
        ))}
        {line.length > 1 && <polyline className={css.line} points={line.join(' ')} />}
        {line.map((point) => (
          <line key={point} className={css.dot} {...dotAt(point)} />
        ))}
      </svg>
      {!isSmall && <Times axis={axis} />}
    </figure>
  );
}

/** A line without length and with round ends stays a dot, however the picture is stretched. */
function dotAt(point: string) {
  const [x = '0', y = '0'] = point.split(',');
  return { x1: x, x2: x, y1: y, y2: y };
}

function Scale({ top }: { readonly top: number }) {
  return (
    <div className={css.scale} aria-hidden="true">
      {[1, 0.5, 0].map((part) => (
        <span key={part}>{part === 0 ? '0' : rateText(part * top)}</span>
      ))}
    </div>
  );
}

function Times({ axis: { from, to } }: { readonly axis: Axis }) {
  const zone = useZone();
  return (
    <figcaption className={css.times} aria-hidden="true">
      <span>{clockTime(from, zone)}</span>
      <span>{clockTime(to, zone)}</span>
    </figcaption>
  );
}
