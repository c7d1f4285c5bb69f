import { DomainError, isJsonObject } from '@app/kernel';

const VARIABLE = '${';

/**
 * variableIn is where a config first holds `${`, such as `config.process[0].sample.prompts[1]`. The backend puts
 * variables of its environment there, and fails on unknown ones, so that no such text may reach it.
 */
export function variableIn(value: unknown, at = ''): string | undefined {
  if (typeof value === 'string') return value.includes(VARIABLE) ? at : undefined;
  if (Array.isArray(value)) return first(value.entries(), (index) => `${at}[${index}]`);
  if (!isJsonObject(value)) return undefined;
  const key = Object.keys(value).find((name) => name.includes(VARIABLE));
  return key === undefined
    ? first(Object.entries(value), (name) => (at ? `${at}.${name}` : name))
    : at || 'config';
}

/** refuseVariables throws `variable_in_config`. */
export function refuseVariables(config: object): void {
  const param = variableIn(config);
  if (param === undefined) return;
  throw new DomainError('variable_in_config', 'holds "${", which the backend replaces or fails on', {
    param,
  });
}

function first<K>(entries: Iterable<[K, unknown]>, place: (key: K) => string): string | undefined {
  for (const [key, value] of entries) {
    const found = variableIn(value, place(key));
    if (found !== undefined) return found;
  }
  return undefined;
}
