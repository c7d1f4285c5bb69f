import type { JsonObject, JsonValue } from '@app/kernel';
import type { ModelCall } from '../provider.js';
import type { OllamaSettings } from '../provider-settings.js';
import { countOf, malformed } from './native-record.js';
import { Fields, invalid, wrongKind } from './request/field-check.js';
import { keepAliveTime } from './request/keep-alive-time.js';
import { checkKnown, EMBEDDING_FIELDS } from './request/known-fields.js';
import { modelLoad } from './request/model-load.js';
import { samplingOptions } from './request/sampling-options.js';
import type { TranslatedReply, Translation } from './translation.js';

const PATH = '/api/embed';

type Encoding = 'float' | 'base64';

/** embeddingTranslation is /v1/embeddings by way of /api/embed. */
export function embeddingTranslation(call: ModelCall, settings: OllamaSettings): Translation {
  const body = new Fields(call.body);
  checkKnown(call.body, EMBEDDING_FIELDS, settings.unknownFields);
  const inputs = inputTexts(body.value('input'));
  const encoding = encodingFormat(body);
  const request = {
    model: call.model,
    input: inputs,
    dimensions: body.integer('dimensions'),
    options: samplingOptions(body, settings),
    keep_alive: keepAliveTime(body, settings),
    truncate: false,
  };
  const whole = (answer: JsonObject): TranslatedReply => {
    const vectors = checkedVectors(settings.id, answer['embeddings'], inputs.length);
    return embeddingReply(call.requestedModel, vectors, encoding, countOf(answer, 'prompt_eval_count'));
  };
  const nothing = inputs.length === 0 && { immediate: embeddingReply(call.requestedModel, [], encoding, 0) };
  return { path: PATH, request, load: modelLoad(PATH, request), whole, ...nothing };
}

/** inputTexts is always a list: as a lone string Ollama takes "" for no input at all. */
function inputTexts(input: JsonValue | undefined): string[] {
  const list = typeof input === 'string' ? [input] : input;
  if (!Array.isArray(list)) throw wrongKind('input', 'a string or an array of strings', input);
  return list.map((item, at) => {
    if (typeof item === 'string') return item;
    if (typeof item !== 'number' && !Array.isArray(item)) throw wrongKind(`input[${at}]`, 'a string', item);
    throw invalid('input', 'input must be text: Ollama takes no token ids');
  });
}

function encodingFormat(body: Fields): Encoding {
  const given = body.string('encoding_format') ?? 'float';
  if (given === 'float' || given === 'base64') return given;
  throw invalid('encoding_format', 'encoding_format must be one of float, base64');
}

/** checkedVectors makes sure that each input has its vector, all of one width: clients store them unseen. */
function checkedVectors(upstream: string, vectors: JsonValue | undefined, expected: number): number[][] {
  if (!Array.isArray(vectors) || vectors.length !== expected) {
    const got = Array.isArray(vectors) ? vectors.length : 'no list of';
    throw malformed(upstream, `${got} embeddings for ${expected} inputs`);
  }
  const width = Array.isArray(vectors[0]) ? vectors[0].length : 0;
  for (const vector of vectors) {
    if (!Array.isArray(vector) || vector.length === 0 || vector.length !== width) {
      throw malformed(upstream, 'embeddings that are empty or of different widths');
    }
    if (!vector.every(Number.isFinite))
      throw malformed(upstream, 'an embedding with something else than numbers');
  }
  return vectors as number[][];
}

function embeddingReply(
  model: string,
  vectors: readonly number[][],
  encoding: Encoding,
  promptTokens: number,
): TranslatedReply {
  const data = vectors.map((vector, index) => ({
    object: 'embedding',
    index,
    embedding: encoding === 'base64' ? float32Base64(vector) : vector,
  }));
  const usage = { prompt_tokens: promptTokens, total_tokens: promptTokens };
  return { body: { object: 'list', data, model, usage }, observed: { usage: { promptTokens } } };
}

/** float32Base64 packs a vector as little-endian float32, whatever the machine's own order. */
function float32Base64(vector: readonly number[]): string {
  const bytes = Buffer.allocUnsafe(vector.length * 4);
  for (const [at, value] of vector.entries()) bytes.writeFloatLE(value, at * 4);
  return bytes.toString('base64');
}
