import { DomainError, type JsonObject } from '@app/kernel';
import { McpFailure } from '../wire/messages.js';

/** JSON-RPC's own codes, and those that the protocol gives a meaning. */
const INVALID_PARAMS = -32602;
export const METHOD_NOT_FOUND = -32601;
const INTERNAL = -32603;
const LEGACY_RESOURCE_NOT_FOUND = -32002;
const CAPABILITY_MISSING = -32021;

/** Ours stay outside of -32768..-32000, which belongs to JSON-RPC and the protocol. */
export const failureCodes: Readonly<Record<string, number>> = {
  mcp_server_not_found: 1001,
  mcp_server_disabled: 1002,
  mcp_server_unreachable: 1003,
  mcp_server_crashed: 1004,
  mcp_server_auth_needed: 1005,
  mcp_timeout: 1006,
  mcp_cancelled: 1007,
  mcp_message_too_large: 1008,
  mcp_rate_limited: 1009,
  mcp_tool_quarantined: 1010,
  env_missing: 1011,
};

/** failureOf is what a client is told: a server's own failure as it is, ours by their codes, anything else without a word. */
export function failureOf(error: unknown, server?: string): McpFailure {
  if (error instanceof McpFailure) return error;
  if (!(error instanceof DomainError)) return new McpFailure(INTERNAL, 'Internal error');
  const code = failureCodes[error.code] ?? INTERNAL;
  const from = error.upstream ?? server;
  const data: JsonObject = { code: error.code };
  if (from !== undefined) data['server'] = from;
  if (error.retryAfter !== undefined) data['retryAfter'] = error.retryAfter;
  return new McpFailure(code, named(error.message, from), data);
}

function named(message: string, server: string | undefined): string {
  return server === undefined || message.includes(server) ? message : `${server}: ${message}`;
}

export function invalidParams(message: string): McpFailure {
  return new McpFailure(INVALID_PARAMS, message);
}

export function methodNotFound(method: string): McpFailure {
  return new McpFailure(METHOD_NOT_FOUND, `Method not found: ${method}`);
}

/** unknownTool is the same for a tool that is not there and one that is denied. */
export function unknownTool(name: string): McpFailure {
  return invalidParams(`Unknown tool: ${name}`);
}

export function unknownPrompt(name: string): McpFailure {
  return invalidParams(`Unknown prompt: ${name}`);
}

/** -32602 since 2026-07-28; clients of old know -32002. */
export function unknownResource(uri: string, era: 'legacy' | 'modern'): McpFailure {
  const code = era === 'modern' ? INVALID_PARAMS : LEGACY_RESOURCE_NOT_FOUND;
  return new McpFailure(code, `Resource not found: ${uri}`, { uri });
}

export function capabilityMissing(required: JsonObject): McpFailure {
  const names = Object.keys(required).join(', ');
  return new McpFailure(CAPABILITY_MISSING, `The client lacks a capability: ${names}`, {
    requiredCapabilities: required,
  });
}

export function tooLarge(what: string, server: string, bytes: number, limit: number): DomainError {
  const message = `the ${what} is ${bytes} bytes long, ${limit} are allowed`;
  return new DomainError('mcp_message_too_large', message, { upstream: server });
}
