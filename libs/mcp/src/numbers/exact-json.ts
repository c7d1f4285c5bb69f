import type { JsonObject } from '@app/kernel';

/** JSON as the engine has it: https://tc39.es/proposal-json-parse-with-source/, which the compiler's library lacks. */
interface SourcedJson {
  parse(
    text: string,
    reviver: (name: string, value: unknown, context: { readonly source?: string }) => unknown,
  ): unknown;
  rawJSON(text: string): JsonObject;
  isRawJSON(value: unknown): boolean;
}

const sourced = JSON as unknown as SourcedJson;

/** Sixteen digits in a row, or an exponent: without them no number of a text changes on its way through a double. */
const MAY_CHANGE = /\d[\d.]{15}|\d[eE][+-]?\d/;
const PARTS = /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;
/** Longer ones are kept as they are without asking, as to ask would cost more than to keep. */
const LONGEST_ASKED = 100;
const ALWAYS_EXACT = 15;

/** ExactNumber is a number of a JSON text that no double can hold; JSON.stringify writes it as it was written. */
export type ExactNumber = JsonObject & { readonly rawJSON: string };

export function exactNumber(text: string): ExactNumber {
  return sourced.rawJSON(text) as ExactNumber;
}

export function isExactNumber(value: unknown): value is ExactNumber {
  return sourced.isRawJSON(value);
}

/** mayChange is false for a text of which JSON.parse leaves every number as it is; true says nothing. */
export function mayChange(text: string): boolean {
  return MAY_CHANGE.test(text);
}

/** isChanged tells whether a number, as JSON writes it, is another one once it was read as a double and written again. */
export function isChanged(number: string): boolean {
  if (number.length <= ALWAYS_EXACT && !/[eE]/.test(number)) return false;
  if (number.length > LONGEST_ASKED) return true;
  const double = Number(number);
  return !Number.isFinite(double) || valueOf(number) !== valueOf(String(double));
}

/**
 * parseExactly is JSON.parse, but that a number which a double would change is an ExactNumber. A text that is nested
 * too deeply to be looked at is read as ever.
 */
export function parseExactly(text: string): unknown {
  if (!mayChange(text)) return JSON.parse(text);
  try {
    return sourced.parse(text, (_name, value, { source }) =>
      typeof value === 'number' && source !== undefined && isChanged(source) ? exactNumber(source) : value,
    );
  } catch (error) {
    if (error instanceof RangeError) return JSON.parse(text);
    throw error;
  }
}

/** valueOf writes equal numbers in the same way: significant digits, and the power of ten of the last of them. */
function valueOf(number: string): string {
  const [, whole = '', fraction = '', exponent = '0'] = PARTS.exec(number) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  return `${significant}e${BigInt(exponent) - BigInt(fraction.length - digits.length + significant.length)}`;
}
