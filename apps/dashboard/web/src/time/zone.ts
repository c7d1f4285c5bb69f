import type { Zone } from './format.js';
import { storedChoice, useChoice } from './stored-choice.js';

export const zoneChoice = storedChoice<Zone>('zone', ['local', 'utc']);

/** useZone is the zone that every time and every axis is shown in. */
export function useZone(): Zone {
  return useChoice(zoneChoice);
}
