import { Clock } from 'lucide-react';
import { duration, fullTime, shownTime, wholeTime } from '../time/format.js';
import { useNow } from '../time/now.js';
import { useZone } from '../time/zone.js';
import css from './Time.module.css';

/** Time shows a moment (RFC 3339 or milliseconds): relative up to an hour; how long ago, all of it and UTC on hover. */
export function Time({
  at,
  absolute = false,
}: {
  readonly at: string | number;
  readonly absolute?: boolean;
}) {
  const zone = useZone();
  const now = useNow();
  const ms = typeof at === 'number' ? at : Date.parse(at);
  if (Number.isNaN(ms)) return <span>Unknown</span>;
  return (
    <time dateTime={new Date(ms).toISOString()} title={wholeTime(ms, now, zone)} className={css.time}>
      {absolute ? fullTime(ms, zone) : shownTime(ms, now, zone)}
    </time>
  );
}

/** Age says how old what is shown is; beyond `staleMs` with a mark, for old numbers must not pass for new ones. */
export function Age({ at, staleMs = 45_000 }: { readonly at: number; readonly staleMs?: number }) {
  const age = Math.max(0, useNow() - at);
  const zone = useZone();
  if (at === 0) return null;
  const isStale = age > staleMs;
  return (
    <span className={isStale ? css.stale : css.age} title={wholeTime(at, at + age, zone)}>
      {isStale && <Clock size={13} aria-hidden="true" />}
      {age < 5_000 ? 'just now' : `${duration(age - (age % 1_000))} ago`}
    </span>
  );
}
