import { isJsonObject, kindOf, type JsonObject } from '@app/kernel';
import { parseExactly } from '@app/mcp';

/** What a model wrote as a call's arguments: an object, or what is wrong with it. */
export type WishedArguments = { readonly given: JsonObject } | { readonly wrong: string };

/** wishedArguments takes an empty text as no arguments, as some models write it. */
export function wishedArguments(written: string): WishedArguments {
  if (written.trim() === '') return { given: {} };
  const { value, wrong } = parsed(written);
  if (wrong !== undefined) return { wrong };
  if (isJsonObject(value)) return { given: value };
  return { wrong: `the arguments must be a JSON object, got ${kindOf(value)}` };
}

function parsed(written: string): { readonly value?: unknown; readonly wrong?: string } {
  try {
    return { value: parseExactly(written) };
  } catch (error) {
    const position = /position (\d+)/.exec((error as Error).message)?.[1];
    const where = position === undefined ? '' : ` (at character ${position})`;
    return { wrong: `the arguments are not valid JSON${where}` };
  }
}
