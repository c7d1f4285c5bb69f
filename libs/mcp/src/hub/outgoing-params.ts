import { isJsonObject, type JsonObject } from '@app/kernel';
import type { Era } from '../wire/messages.js';
import { LOG_LEVEL } from './log-levels.js';

/** What a client says of itself and of this request alone; every link says that for itself. */
const OWN = new Set([
  'progressToken',
  'io.modelcontextprotocol/protocolVersion',
  'io.modelcontextprotocol/clientInfo',
  'io.modelcontextprotocol/clientCapabilities',
  LOG_LEVEL,
]);

export function metaOf(params: JsonObject | undefined): JsonObject | undefined {
  const meta = params?.['_meta'];
  return isJsonObject(meta) ? meta : undefined;
}

/** What a client's request carries besides the request itself. */
interface Extras {
  readonly era: Era;
  readonly logLevel: string | undefined;
  /** The server's own state and the answers it wanted, when this is a modern request come back. */
  readonly retry: JsonObject;
}

/** outgoingParams are a client's params as its server gets them: nothing is lost but what belongs to the client's connection. */
export function outgoingParams(params: JsonObject, { era, logLevel, retry }: Extras): JsonObject {
  const outgoing = { ...params, ...retry };
  const meta = Object.fromEntries(Object.entries(metaOf(params) ?? {}).filter(([key]) => !OWN.has(key)));
  if (era === 'modern' && logLevel !== undefined) meta[LOG_LEVEL] = logLevel;
  if (Object.keys(meta).length > 0) outgoing['_meta'] = meta;
  else delete outgoing['_meta'];
  return outgoing;
}
