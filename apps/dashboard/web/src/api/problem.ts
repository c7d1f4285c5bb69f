/** Problem is why a request was not served, in the words of RFC 9457 that every app of the platform answers with. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly requestId: string | undefined;
  readonly param: string | undefined;

  constructor(
    status: number,
    code: string,
    message: string,
    at: { requestId?: string | undefined; param?: string | undefined } = {},
  ) {
    super(message);
    this.name = 'Problem';
    this.status = status;
    this.code = code;
    this.requestId = at.requestId;
    this.param = at.param;
  }
}

/** Nobody answered: whether the request arrived is not known. */
export const NO_ANSWER = 'no_answer';

/** problemOf reads an answer's body, in either of the platform's two shapes; anything else becomes a plain sentence. */
export function problemOf(status: number, body: unknown): Problem {
  const given = isRecord(body) ? body : {};
  const inner = isRecord(given['error']) ? given['error'] : given;
  const code = textIn(inner, 'code') ?? `http_${status}`;
  const message = textIn(inner, 'detail') ?? textIn(inner, 'message') ?? `the server answered ${status}`;
  return new Problem(status, code, message, {
    requestId: textIn(given, 'request_id'),
    param: textIn(inner, 'param'),
  });
}

/** asProblem makes one of whatever was thrown; a failure of fetch itself is `no_answer`. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof TypeError) return new Problem(0, NO_ANSWER, 'the dashboard does not answer');
  return new Problem(0, 'page_failed', error instanceof Error ? error.message : 'the page failed');
}

/** A first word that is a name, such as `nvidia-smi` or `gpu-1.example.lan`, stays as it is written. */
const NAME = /^\S*[-._/\d]\S*\s/;

/** sentence makes a message of the API one that can stand alone: a capital and an end. */
export function sentence(message: string): string {
  const [first = '', ...rest] = message.trim();
  const text = (NAME.test(message.trim()) ? first : first.toUpperCase()) + rest.join('');
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function isRecord(given: unknown): given is Record<string, unknown> {
  return typeof given === 'object' && given !== null;
}

function textIn(given: Record<string, unknown>, key: string): string | undefined {
  const value = given[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
