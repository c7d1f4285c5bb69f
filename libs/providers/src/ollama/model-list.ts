import { isJsonObject, type JsonObject } from '@app/kernel';
import type { ProviderModel } from '../provider.js';
import { malformed } from './native-record.js';

/** modelList reads the answer of /api/tags; an Ollama without models may say `null`. */
export function modelList(upstream: string, answer: JsonObject): ProviderModel[] {
  const models = answer['models'] ?? [];
  if (!Array.isArray(models)) throw malformed(upstream, 'a list of models that is no list');
  return models.flatMap((model) => (isJsonObject(model) ? providerModel(model) : []));
}

function providerModel(model: JsonObject): ProviderModel[] {
  const id = model['name'];
  if (typeof id !== 'string' || id === '') return [];
  const details = isJsonObject(model['details']) ? model['details'] : {};
  const contextLength = details['context_length'];
  const capabilities = model['capabilities'];
  return [
    {
      id,
      created: unixSeconds(model['modified_at']),
      ownedBy: 'ollama',
      ...(typeof contextLength === 'number' && { contextLength }),
      ...(Array.isArray(capabilities) && {
        capabilities: capabilities.filter((name) => typeof name === 'string'),
      }),
    },
  ];
}

function unixSeconds(timestamp: unknown): number {
  const milliseconds = typeof timestamp === 'string' ? Date.parse(timestamp) : Number.NaN;
  return Number.isNaN(milliseconds) ? 0 : Math.max(0, Math.floor(milliseconds / 1000));
}
