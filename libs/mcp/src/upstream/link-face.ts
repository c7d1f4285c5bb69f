import {
  CLIENT_CAPABILITIES_META_KEY,
  CLIENT_INFO_META_KEY,
  PROTOCOL_VERSION_META_KEY,
  SERVER_INFO_META_KEY,
} from '@modelcontextprotocol/client';
import { isJsonObject, type JsonObject } from '@app/kernel';

/** What a server says of itself in the handshake, with all the fields that it sent. */
export interface LinkFace {
  readonly capabilities: JsonObject;
  readonly info: JsonObject | undefined;
  readonly instructions: string | undefined;
}

/** faceOf reads the result of `initialize` or of `server/discover`. */
export function faceOf(handshake: JsonObject | undefined): LinkFace {
  const { capabilities, serverInfo, instructions, _meta: meta } = handshake ?? {};
  const info = isJsonObject(meta) ? (meta[SERVER_INFO_META_KEY] ?? serverInfo) : serverInfo;
  return {
    capabilities: isJsonObject(capabilities) ? capabilities : {},
    info: isJsonObject(info) ? info : undefined,
    instructions: typeof instructions === 'string' ? instructions : undefined,
  };
}

export interface ClientIdentity {
  readonly name: string;
  readonly version: string;
}

/** envelope is what each request and notification of the modern era carries in its `_meta`. */
export const envelope = (
  version: string | undefined,
  client: ClientIdentity,
  capabilities: JsonObject,
): JsonObject => ({
  [PROTOCOL_VERSION_META_KEY]: version,
  [CLIENT_INFO_META_KEY]: { name: client.name, version: client.version },
  [CLIENT_CAPABILITIES_META_KEY]: capabilities,
});
