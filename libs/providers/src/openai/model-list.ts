import { isJsonObject, type JsonObject } from '@app/kernel';
import { providerError } from '../provider-error.js';
import type { ProviderModel } from '../provider.js';
import { jsonIn } from './json-in.js';

/** modelsIn reads the reply of GET /models; `"data": null` is an empty list, as Ollama's `/v1` writes it. */
export function modelsIn(bytes: Buffer, upstream: string): ProviderModel[] {
  const list = jsonIn(bytes.toString('utf8'));
  const data = isJsonObject(list) ? list['data'] : undefined;
  if (data === null) return [];
  if (!Array.isArray(data)) {
    throw providerError('upstream_malformed', `The upstream "${upstream}" sent no list of models.`, {
      upstream,
    });
  }
  return data.filter(isJsonObject).flatMap(modelIn);
}

function modelIn(entry: JsonObject): ProviderModel[] {
  const { id, created, owned_by: ownedBy } = entry;
  if (typeof id !== 'string') return [];
  return [
    {
      id,
      created: typeof created === 'number' ? created : 0,
      ownedBy: typeof ownedBy === 'string' ? ownedBy : 'unknown',
      contextLength: contextLengthIn(entry),
    },
  ];
}

/** vLLM says `max_model_len`, llama.cpp `meta.n_ctx_train`. */
function contextLengthIn({ max_model_len: length, meta }: JsonObject): number | undefined {
  const told = length ?? (isJsonObject(meta) ? meta['n_ctx_train'] : undefined);
  return typeof told === 'number' ? told : undefined;
}
