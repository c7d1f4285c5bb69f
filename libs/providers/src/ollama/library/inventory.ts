import { isJsonObject, type JsonObject, type JsonValue } from '@app/kernel';
import type { LibraryModel, LoadedModel } from '../../library.js';
import { malformed } from '../native-record.js';

/** An expiry later than this is Ollama's way to say never. */
const FOREVER_MS = 10 * 365 * 86_400_000;

/** inventory joins the answers of /api/tags and /api/ps. */
export function inventory(upstream: string, tags: JsonObject, running: JsonObject): LibraryModel[] {
  const loaded = new Map(entries(upstream, running).map((entry) => [entry['name'], loadedModel(entry)]));
  return entries(upstream, tags).flatMap((entry) => {
    const { name } = entry;
    if (typeof name !== 'string' || name === '') return [];
    const held = loaded.get(name);
    return [{ ...described(name, entry), ...(held && { loaded: held }) }];
  });
}

function entries(upstream: string, answer: JsonObject): JsonObject[] {
  const models = answer['models'] ?? [];
  if (!Array.isArray(models)) throw malformed(upstream, 'a list of models that is no list');
  return models.filter(isJsonObject);
}

function described(id: string, entry: JsonObject): LibraryModel {
  const details = isJsonObject(entry['details']) ? entry['details'] : {};
  const capabilities = entry['capabilities'];
  return present({
    id,
    sizeBytes: numberIn(entry['size']),
    digest: textIn(entry['digest']),
    modifiedAt: timeIn(entry['modified_at']),
    family: textIn(details['family']),
    parameterSize: textIn(details['parameter_size']),
    quantization: textIn(details['quantization_level']),
    contextLength: numberIn(details['context_length']),
    capabilities: Array.isArray(capabilities)
      ? capabilities.filter((name) => typeof name === 'string')
      : undefined,
  });
}

function loadedModel(entry: JsonObject): LoadedModel {
  const until = timeIn(entry['expires_at']);
  return present({
    vramBytes: numberIn(entry['size_vram']) ?? 0,
    contextLength: numberIn(entry['context_length']),
    until: until !== undefined && until - Date.now() < FOREVER_MS ? until : undefined,
  });
}

type Present<T> = { [K in keyof T]: Exclude<T[K], undefined> };

function present<T extends object>(parts: T): Present<T> {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as Present<T>;
}

function numberIn(value: JsonValue | undefined): number | undefined {
  return typeof value === 'number' && value >= 0 ? value : undefined;
}

function textIn(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function timeIn(value: JsonValue | undefined): number | undefined {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}
