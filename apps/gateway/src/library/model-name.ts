import { Matches } from 'class-validator';

/** ModelName checks the name of a model, with its provider's id or without, with a registry's host or without. */
export function ModelName(): PropertyDecorator {
  const message = 'model must be the name of a model, as ollama/qwen3:8b';
  return Matches(/^[A-Za-z0-9][A-Za-z0-9._/:-]{0,199}$/, { message });
}
