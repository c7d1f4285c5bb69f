import type { Zone } from './format.js';

/** dayBegan is when today began where the viewer's clock is, RFC 3339. */
export function dayBegan(now: number, zone: Zone): string {
  const day = new Date(now);
  if (zone === 'utc') day.setUTCHours(0, 0, 0, 0);
  else day.setHours(0, 0, 0, 0);
  return day.toISOString();
}
