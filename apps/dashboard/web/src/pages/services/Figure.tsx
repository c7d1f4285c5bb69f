import { Clock } from 'lucide-react';
import { STALE_MS } from '../../data/node-use.js';
import { duration, fullTime } from '../../time/format.js';
import { useNow } from '../../time/now.js';
import { useZone } from '../../time/zone.js';
import css from './Services.module.css';

interface FigureProps {
  /** Undefined: nobody could tell. */
  readonly text: string | undefined;
  /** When it was read, in milliseconds; 0: never. */
  readonly at: number;
}

/** Figure is a number of a row; an old one is dim and says how old it is. */
export function Figure({ text, at }: FigureProps) {
  const now = useNow();
  const zone = useZone();
  if (text === undefined || at === 0) return <span className={css.muted}>Unknown</span>;
  const age = Math.max(0, now - at);
  if (age <= STALE_MS) return <span className={css.figure}>{text}</span>;
  return (
    <span className={css.old} title={fullTime(at, zone)}>
      {text}
      <span className={css.age}>
        <Clock size={12} aria-hidden="true" />
        {duration(coarse(age))} old
      </span>
    </span>
  );
}

/** Uptime is how long something has run, by the viewer's clock. */
export function Uptime({ since }: { readonly since: string }) {
  const now = useNow();
  const zone = useZone();
  const began = Date.parse(since);
  const ran = Math.max(0, now - began);
  return (
    <time dateTime={since} title={`Since ${fullTime(began, zone)}`} className={css.figure}>
      {duration(coarse(ran))}
    </time>
  );
}

/** Seconds of minutes would only flicker. */
function coarse(ms: number): number {
  return ms - (ms % (ms < 60_000 ? 1_000 : 60_000));
}
