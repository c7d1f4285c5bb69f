import { isJsonObject, type JsonObject } from '@app/kernel';
import type { McpRequest } from '@app/mcp';
import {
  CLIENT_CAPABILITIES_META_KEY,
  CLIENT_INFO_META_KEY,
  PROTOCOL_VERSION_META_KEY,
} from '@modelcontextprotocol/server';

/** What a request says of its connection (2026-07-28, basic, `_meta`): it ends here, each upstream gets the router's own. */
const OWN_META = [PROTOCOL_VERSION_META_KEY, CLIENT_INFO_META_KEY, CLIENT_CAPABILITIES_META_KEY];

/** modernRequest is a body's request as the client wrote it, every unknown field included, for the hub. */
export function modernRequest(given: unknown): McpRequest {
  const body = isJsonObject(given) ? given : {};
  const { method } = body;
  const params = isJsonObject(body['params']) ? { ...body['params'] } : undefined;
  if (params && isJsonObject(params['_meta'])) params['_meta'] = withoutOwn(params['_meta']);
  return { method: typeof method === 'string' ? method : '', params };
}

function withoutOwn(meta: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(meta).filter(([key]) => !OWN_META.includes(key)));
}

/** modernCapabilities returns what the client of a request says that it can do. */
export function modernCapabilities(body: unknown): JsonObject {
  const meta = isJsonObject(body) && isJsonObject(body['params']) ? body['params']['_meta'] : undefined;
  const said = isJsonObject(meta) ? meta[CLIENT_CAPABILITIES_META_KEY] : undefined;
  return isJsonObject(said) ? said : {};
}
