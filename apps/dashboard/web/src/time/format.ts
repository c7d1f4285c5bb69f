/** Zone is whose clock the pages show: that of the viewer, or UTC. One choice for the whole product. */
export type Zone = 'local' | 'utc';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: Zone, kind: 'clock' | 'full'): Intl.DateTimeFormat {
  const key = `${zone} ${kind}`;
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    ...(kind === 'full' && { year: 'numeric', month: '2-digit', day: '2-digit' }),
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    ...(zone === 'utc' && { timeZone: 'UTC' }),
  });
  formats.set(key, made);
  return made;
}

/** clockTime is `14:07:31`, with ` UTC` behind it where that is the zone. */
export function clockTime(at: number, zone: Zone): string {
  return `${format(zone, 'clock').format(at)}${zone === 'utc' ? ' UTC' : ''}`;
}

/** fullTime is `2026-11-20 14:07:31`, with ` UTC` behind it where that is the zone. */
export function fullTime(at: number, zone: Zone): string {
  const parts = Object.fromEntries(
    format(zone, 'full')
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const { year, month, day, hour, minute, second } = parts;
  return `${year}-${month}-${day} ${hour}:${minute}:${second}${zone === 'utc' ? ' UTC' : ''}`;
}

/** shownTime is relative up to an hour, then a clock's time today, then a date as well. */
export function shownTime(at: number, now: number, zone: Zone): string {
  const age = now - at;
  if (Math.abs(age) < SECOND) return 'just now';
  if (Math.abs(age) < HOUR) return age > 0 ? `${coarse(age)} ago` : `in ${coarse(-age)}`;
  const [day, ...rest] = fullTime(at, zone).split(' ');
  const [today] = fullTime(now, zone).split(' ');
  return day === today ? rest.join(' ') : fullTime(at, zone);
}

/** wholeTime is a moment in every way: how long ago, for the viewer, in UTC; for whoever hovers or copies. */
export function wholeTime(at: number, now: number, zone: Zone): string {
  const age = now - at;
  const ago = age < 0 ? `in ${coarse(-age)}` : age < SECOND ? 'just now' : `${coarse(age)} ago`;
  const own = zone === 'local' ? [fullTime(at, 'local')] : [];
  return [ago, ...own, fullTime(at, 'utc')].join(' · ');
}

/** Seconds of an age of minutes would only flicker. */
function coarse(ms: number): string {
  return duration(ms < MINUTE ? ms : ms - (ms % MINUTE));
}

/** duration is a length of time in at most two units: `480 ms`, `12 s`, `3 min 5 s`, `2 h 14 min`, `3 d 4 h`. */
export function duration(ms: number): string {
  if (ms < SECOND) return ms < 1 ? '0 s' : `${Math.floor(ms)} ms`;
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)} s`;
  if (ms < HOUR) return both(ms, [MINUTE, 'min'], [SECOND, 's']);
  if (ms < DAY) return both(ms, [HOUR, 'h'], [MINUTE, 'min']);
  return both(ms, [DAY, 'd'], [HOUR, 'h']);
}

function both(ms: number, [large, name]: [number, string], [small, rest]: [number, string]): string {
  const left = Math.floor((ms % large) / small);
  return `${Math.floor(ms / large)} ${name}${left === 0 ? '' : ` ${left} ${rest}`}`;
}

/** bytes is a size in binary units, with three digits at most: `0 B`, `1.5 KiB`, `23.4 GiB`. */
export function bytes(count: number): string {
  let value = count;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${value.toFixed(digits)} ${UNITS[unit] ?? ''}`;
}

/** percent is a part of a hundred; below ten it keeps a digit, for `0 %` would be nothing. */
export function percent(value: number): string {
  return `${value < 10 && value > 0 ? value.toFixed(1) : Math.round(value)} %`;
}

/** counted is `1 service`, `3 services`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-GB')} ${count === 1 ? one : many}`;
}

/** shortDigest is what people compare: the first twelve digits. */
export function shortDigest(digest: string): string {
  return digest
    .replace(/^.*@/, '')
    .replace(/^sha256:/, '')
    .slice(0, 12);
}
