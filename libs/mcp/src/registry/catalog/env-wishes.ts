import type { JsonObject } from '@app/kernel';
import type { GivenValues } from './given-values.js';
import type { Input, KeyValueInput } from './server-document.js';

/** envWishes makes an env_schema of environmentVariables. What is secret never gets a value here. */
export function envWishes(list: readonly KeyValueInput[], values: GivenValues, field: string): JsonObject {
  return Object.fromEntries(
    list.map((input, index) => [input.name, wishOf(input, values, `${field}[${index}]`)]),
  );
}

/** wish is how an env_schema says what a server.json says of a variable. */
export function wish({ isRequired, isSecret, description, choices }: Input, fallback?: string): JsonObject {
  const about = [description, choices && `One of: ${choices.join(', ')}`]
    .filter(Boolean)
    .join(' ')
    .slice(0, 1_024);
  return {
    required: isRequired && fallback === undefined,
    ...(fallback !== undefined && !isSecret && { default: fallback }),
    ...(about !== '' && { description: about }),
    ...(isSecret && { secret: true }),
  };
}

function wishOf(input: KeyValueInput, values: GivenValues, field: string): JsonObject {
  const { value, variables, isSecret } = input;
  const parts = Object.values(variables);
  if (isSecret || parts.some((part) => part.isSecret)) {
    const isFixed = value !== undefined && parts.length === 0;
    const isRequired = input.isRequired || isFixed || parts.some((part) => part.isRequired);
    return wish({ ...input, isSecret: true, isRequired });
  }
  if (value === undefined) return wish(input, input.default);
  const text = values.filled(value, variables, field);
  return wish(input, text);
}
