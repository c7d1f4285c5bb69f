import { createHash } from 'node:crypto';
import type { JsonObject, JsonValue } from '@app/kernel';
import type { WholeReply } from '../provider.js';
import { optionalCount, wrongField } from './field-check.js';
import { wordsIn } from './words.js';

const DIMENSIONS = 64;
const INPUTS = 'a string, an array of strings, an array of tokens or an array of token arrays';

/** Input is one thing to embed: a text, or tokens as numbers. */
type Input = string | readonly number[];

/**
 * embedReply answers with vectors that depend on the input's bytes and mean nothing: SHA-512, one dimension per
 * byte, cut to `dimensions` and brought to length 1. Both encodings hold the same 32-bit floats.
 */
export function embedReply(body: JsonObject, model: string): WholeReply {
  const inputs = readInputs(body['input']);
  const dimensions = optionalCount(body['dimensions'], 'dimensions', 1, DIMENSIONS) ?? DIMENSIONS;
  const encode = encoderFor(body['encoding_format']);
  const data = inputs.map((input, index) => ({
    object: 'embedding',
    index,
    embedding: encode(vectorOf(input, dimensions)),
  }));
  const promptTokens = inputs.reduce((sum, input) => sum + countOf(input), 0);
  const usage = { prompt_tokens: promptTokens, total_tokens: promptTokens };
  return {
    kind: 'whole',
    contentType: 'application/json',
    headers: {},
    observed: { usage: { promptTokens } },
    bytes: Buffer.from(JSON.stringify({ object: 'list', data, model, usage })),
  };
}

function readInputs(input: JsonValue | undefined): Input[] {
  if (isInput(input)) return [input];
  if (!Array.isArray(input) || input.length === 0) throw wrongField('input', input, INPUTS);
  return input.map((item, index) => {
    if (isInput(item)) return item;
    throw wrongField(`input[${index}]`, item, 'a filled string or a filled array of tokens');
  });
}

function isInput(value: JsonValue | undefined): value is string | number[] {
  if (typeof value === 'string') return value !== '';
  return Array.isArray(value) && value.length > 0 && value.every((token) => Number.isInteger(token));
}

function encoderFor(format: JsonValue | undefined): (vector: Float32Array) => JsonValue {
  if (format === undefined || format === null || format === 'float') return (vector) => [...vector];
  if (format === 'base64') return base64Of;
  throw wrongField('encoding_format', format, '"float" or "base64"');
}

function vectorOf(input: Input, dimensions: number): Float32Array {
  const digest = createHash('sha512').update(JSON.stringify(input)).digest();
  const centred = [...digest.subarray(0, dimensions)].map((byte) => byte - 127.5);
  const length = Math.hypot(...centred);
  return Float32Array.from(centred, (value) => value / length);
}

function base64Of(vector: Float32Array): string {
  const bytes = Buffer.alloc(vector.length * 4);
  vector.forEach((value, index) => bytes.writeFloatLE(value, index * 4));
  return bytes.toString('base64');
}

function countOf(input: Input): number {
  return typeof input === 'string' ? wordsIn(input).length : input.length;
}
