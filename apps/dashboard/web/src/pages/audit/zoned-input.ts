import type { Zone } from '../../time/format.js';

/** inputTime is a moment (RFC 3339) as a field of the type `datetime-local` takes it, in the viewer's zone or in UTC. */
export function inputTime(at: string | undefined, zone: Zone): string {
  const time = new Date(at ?? Number.NaN);
  if (Number.isNaN(time.getTime())) return '';
  const shift = zone === 'utc' ? 0 : time.getTimezoneOffset() * 60_000;
  return new Date(time.getTime() - shift).toISOString().slice(0, 16);
}

/** rfcTime is the way back; undefined for an empty field. */
export function rfcTime(text: string, zone: Zone): string | undefined {
  const time = new Date(zone === 'utc' ? `${text}Z` : text);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}
