import type { Exchange } from '@app/http';
import { isJsonObject, type JsonObject } from '@app/kernel';
import { mayChange, parseExactly } from '@app/mcp';

type ReadBody = Pick<Exchange, 'body' | 'bodyBytes'>;

/** exactBody is a body with the numbers that no double can hold as they were written; see parseExactly. */
export function exactBody({ body, bodyBytes }: ReadBody): unknown {
  const text = bodyBytes?.toString() ?? '';
  return mayChange(text) ? parseExactly(text) : body;
}

/** keepExactArguments gives a `tools/call` its arguments as they were written: they are the tool's, and not ours to round. */
export function keepExactArguments(exchange: ReadBody): void {
  const { body } = exchange;
  if (!isJsonObject(body) || body['method'] !== 'tools/call') return;
  const [params, exact] = [paramsOf(body), paramsOf(exactBody(exchange))];
  if (params !== undefined && exact !== undefined && params !== exact && 'arguments' in exact)
    params['arguments'] = exact['arguments'];
}

function paramsOf(body: unknown): JsonObject | undefined {
  const params = isJsonObject(body) ? body['params'] : undefined;
  return isJsonObject(params) ? params : undefined;
}
