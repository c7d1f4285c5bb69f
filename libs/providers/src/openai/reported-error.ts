import { isJsonObject, type JsonObject, type JsonValue } from '@app/kernel';
import { jsonIn } from './json-in.js';

/** ReportedError is an upstream's error, out of whichever shape its server writes. */
export interface ReportedError {
  /** Empty when the server gave no words. */
  readonly message: string;
  readonly param?: string;
  /** Its machine code or type, when that is text. */
  readonly code?: string;
  /** The HTTP status that it means, when it says one. */
  readonly status?: number;
}

/**
 * errorIn finds the error in a reply or event that came with status 200: OpenAI's `{"error":{…}}`, the flat
 * `{"object":"error",…}` of SGLang and of vLLM before 0.10.1, TGI's `{"error":"text"}`. `"error": null` is none.
 */
export function errorIn(value: JsonObject): ReportedError | undefined {
  const { error } = value;
  if (isJsonObject(error)) return fields(error);
  if (typeof error === 'string' && error !== '') return { message: error, code: text(value['error_type']) };
  if (error) return { message: '' };
  return value['object'] === 'error' ? fields(value) : undefined;
}

/** errorInBody reads the body of a reply whose status already says that it failed. */
export function errorInBody(bytes: Buffer): ReportedError {
  const value = jsonIn(bytes.toString('utf8'));
  if (isJsonObject(value)) return errorIn(value) ?? detailIn(value['detail']) ?? fields(value);
  return { message: wordsIn(typeof value === 'string' ? value : bytes.toString('utf8')) };
}

function fields(error: JsonObject): ReportedError {
  return {
    message: text(error['message']) ?? '',
    param: text(error['param']),
    code: text(error['code']) ?? text(error['type']),
    status: httpStatus(error['code']) ?? httpStatus(error['http_status_code']),
  };
}

/** detailIn reads FastAPI's own errors: a sentence, or a list of `{loc, msg}`. */
function detailIn(detail: JsonValue | undefined): ReportedError | undefined {
  if (typeof detail === 'string') return { message: detail };
  if (!Array.isArray(detail)) return undefined;
  const problems = detail.filter(isJsonObject).map(({ loc, msg }) => ({
    at: Array.isArray(loc) ? loc.map(String).join('.') : '',
    says: text(msg) ?? 'is not valid',
  }));
  return { message: problems.map(({ at, says }) => `${at}: ${says}`).join('; '), param: problems[0]?.at };
}

/** wordsIn keeps plain text and drops a web page, which a proxy in between writes. */
function wordsIn(body: string): string {
  const words = body.trim();
  return words.startsWith('<') ? '' : words;
}

function text(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function httpStatus(value: JsonValue | undefined): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 400 && value < 600
    ? value
    : undefined;
}
