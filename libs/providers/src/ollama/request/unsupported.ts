import { isJsonObject, type JsonValue } from '@app/kernel';
import { unsupported, type Fields } from './field-check.js';

type Harmless = (value: JsonValue) => boolean;

const empty: Harmless = (value) =>
  Array.isArray(value) ? value.length === 0 : isJsonObject(value) && Object.keys(value).length === 0;

/** What Ollama has no counterpart for: the value that changes nothing, and what to tell who sent another. */
const REFUSALS: readonly (readonly [name: string, harmless: Harmless, why: string])[] = [
  ['n', (value) => value === 1, 'n other than 1 is not supported: Ollama gives one answer per call'],
  [
    'best_of',
    (value) => value === 1,
    'best_of other than 1 is not supported: Ollama gives one answer per call',
  ],
  ['echo', (value) => value === false, 'echo is not supported: Ollama does not return the prompt'],
  ['logit_bias', empty, 'logit_bias is not supported by Ollama'],
  ['functions', empty, 'functions is not supported: use tools'],
  ['function_call', () => false, 'function_call is not supported: use tool_choice'],
  ['audio', () => false, 'audio is not supported: Ollama answers in text'],
  [
    'modalities',
    (value) => Array.isArray(value) && value.every((one) => one === 'text'),
    'modalities other than ["text"] are not supported: Ollama answers in text',
  ],
  ['web_search_options', () => false, 'web_search_options is not supported by Ollama'],
];

/** refuseUnsupported throws `unsupported_parameter` for a request that Ollama could only answer by ignoring it. */
export function refuseUnsupported(body: Fields): void {
  for (const [name, harmless, why] of REFUSALS) {
    const value = body.value(name);
    if (value !== undefined && !harmless(value)) throw unsupported(body.at(name), why);
  }
}
