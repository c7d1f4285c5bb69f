import type { JsonObject, JsonValue } from '@app/kernel';

/** RpcMessage is any JSON-RPC message, before anybody looked at what kind it is. */
export interface RpcMessage {
  readonly jsonrpc: '2.0';
  readonly id?: string | number | undefined;
  readonly method?: string | undefined;
  readonly params?: JsonObject | undefined;
  readonly result?: JsonObject | undefined;
  readonly error?:
    | { readonly code: number; readonly message: string; readonly data?: JsonValue | undefined }
    | undefined;
}

/** Codes of JSON-RPC that links use themselves. */
export const METHOD_NOT_FOUND = -32601;
export const INTERNAL_ERROR = -32603;
/** 2026-07-28, "Standard headers": the headers of a request do not say what its body says. */
export const HEADER_MISMATCH = -32020;
