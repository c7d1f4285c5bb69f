import type { OllamaSettings } from '../../provider-settings.js';
import { wrongKind, type Fields } from './field-check.js';

const NUMERIC = /^-?\d+(\.\d+)?$/;

/**
 * keepAliveTime is Ollama's `keep_alive`: seconds or a duration such as "5m". A number in a string becomes a
 * number, as Ollama refuses a duration without its unit.
 */
export function keepAliveTime(
  body: Fields,
  settings: Pick<OllamaSettings, 'keepAlive'>,
): string | number | undefined {
  const given = body.value('keep_alive') ?? settings.keepAlive;
  if (given === undefined || typeof given === 'number') return given;
  if (typeof given !== 'string') throw wrongKind('keep_alive', 'a number of seconds or a duration', given);
  return NUMERIC.test(given) ? Number(given) : given;
}

/** unloadsAtOnce tells a keep-alive of zero, which on a load request would mean the opposite of loading. */
export function unloadsAtOnce(keepAlive: string | number | undefined): boolean {
  return typeof keepAlive === 'string' ? !/[1-9]/.test(keepAlive) : keepAlive === 0;
}
