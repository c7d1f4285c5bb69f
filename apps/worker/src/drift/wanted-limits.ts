import type { SetupDevice } from '@app/docker';
import { isJsonObject, type JsonValue } from '@app/kernel';
import { objectOf, textOf, type Entry } from './compose-values.js';
import { countWords, cpuWords, deviceWords, memoryWords } from './field-words.js';
import { mapOf } from './setup-fields.js';

const SIZE = /^(?<amount>\d+(?:\.\d+)?)\s*(?<unit>[kmgt]?)(?:i?b)?$/i;
const UNITS = ['', 'k', 'm', 'g', 't'];

/**
 * wantedLimits are what the files allow a container; undefined for what 1.29 may or may not take from `deploy`, and for
 * a size in no known form.
 */
export function wantedLimits(entry: Entry, generation: 1 | 2): ReadonlyMap<string, string> | undefined {
  const { limits, reservations } = objectOf(objectOf(entry['deploy'])['resources']);
  const deployed = objectOf(limits);
  if (entry['gpus'] !== undefined || (generation === 1 && isJsonObject(limits))) return undefined;
  const memory = bytesOf(textOf(entry['mem_limit'] ?? deployed['memory']));
  if (memory === undefined) return undefined;
  return mapOf([
    ['memory', memoryWords(memory)],
    ['cpus', cpuWords(numberOf(entry['cpus'] ?? deployed['cpus']))],
    ['processes', countWords(numberOf(entry['pids_limit'] ?? deployed['pids']))],
    ['devices', deviceWords(devicesIn(objectOf(reservations)['devices']))],
  ]);
}

function bytesOf(text: string): number | undefined {
  if (text === '') return 0;
  const { amount, unit = '' } = SIZE.exec(text)?.groups ?? {};
  return amount === undefined ? undefined : Number(amount) * 1024 ** UNITS.indexOf(unit.toLowerCase());
}

function numberOf(value: JsonValue | undefined): number {
  const number = Number(textOf(value));
  return Number.isFinite(number) ? number : 0;
}

function devicesIn(given: JsonValue | undefined): SetupDevice[] {
  return Array.isArray(given) ? given.map(deviceOf) : [];
}

/** Neither a count nor ids means all. */
function deviceOf(given: JsonValue): SetupDevice {
  const { driver, count, device_ids: ids, capabilities } = objectOf(given);
  const named = Array.isArray(ids) ? ids.map(textOf) : [];
  const all = count === 'all' || (count === undefined && named.length === 0);
  return {
    driver: textOf(driver),
    count: all ? -1 : numberOf(count),
    ids: named,
    capabilities: Array.isArray(capabilities) ? capabilities.flat().map(textOf) : [],
  };
}
