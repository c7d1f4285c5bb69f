import { ProtocolError, SdkHttpError, SseError } from '@modelcontextprotocol/client';
import { DomainError, type JsonValue } from '@app/kernel';
import { McpFailure } from '../wire/messages.js';
import { INTERNAL_ERROR } from './rpc-message.js';

const DEPTH = 5;

/** SessionLost: the server no longer knows the session and did nothing, so the same request may be made on a new link. */
export class SessionLost extends DomainError {
  constructor(server: string) {
    super('mcp_server_crashed', `The server "${server}" no longer knows the session.`, { upstream: server });
  }
}

export const serverCrashed = (server: string, detail: string): DomainError =>
  new DomainError('mcp_server_crashed', `The server "${server}" is gone: ${detail}.`, { upstream: server });

export const serverUnreachable = (server: string, detail: string, cause?: unknown): DomainError =>
  new DomainError('mcp_server_unreachable', `The server "${server}" cannot be reached: ${detail}.`, {
    upstream: server,
    cause,
  });

export const authNeeded = (server: string): DomainError =>
  new DomainError('mcp_server_auth_needed', `The server "${server}" wants other credentials.`, {
    upstream: server,
  });

export const messageTooLarge = (server: string): DomainError =>
  new DomainError(
    'mcp_message_too_large',
    `The answer of the server "${server}" is larger than is allowed.`,
    {
      upstream: server,
    },
  );

export const callTimedOut = (server: string, limit: string, milliseconds: number): DomainError =>
  new DomainError('mcp_timeout', `The server "${server}" ${limit} within ${milliseconds / 1_000} s.`, {
    upstream: server,
  });

export const callCancelled = (server: string): DomainError =>
  new DomainError('mcp_cancelled', `The call to the server "${server}" was cancelled.`, { upstream: server });

/** failureOf makes of whatever a transport threw what Link.request promises: a DomainError, or the server's McpFailure. */
export function failureOf(server: string, error: unknown): DomainError | McpFailure {
  const known = ownFailure(error);
  if (known !== undefined) return known;
  const status = httpStatus(error);
  if (status === 401 || status === 403) return authNeeded(server);
  if (status !== undefined && status < 500) return refused(status);
  return serverUnreachable(server, shortReason(error, status), error);
}

/** The status of the answer that made a transport fail. */
export function httpStatus(error: unknown): number | undefined {
  if (error instanceof SdkHttpError) return error.status;
  return error instanceof SseError ? error.code : undefined;
}

const refused = (status: number): McpFailure =>
  new McpFailure(INTERNAL_ERROR, `The server refused the request with HTTP ${status}.`);

/** Errors of ours come back wrapped by the SDK. */
function ownFailure(error: unknown, depth = 0): DomainError | McpFailure | undefined {
  if (error instanceof DomainError || error instanceof McpFailure) return error;
  if (error instanceof ProtocolError)
    return new McpFailure(error.code, error.message, error.data as JsonValue);
  if (!(error instanceof Error) || depth === DEPTH) return undefined;
  return ownFailure(error.cause, depth + 1);
}

/** A code alone: messages of others may hold an address, a path or a secret. */
function shortReason(error: unknown, status: number | undefined, depth = 0): string {
  if (status !== undefined) return `it answered HTTP ${status}`;
  if (typeof error !== 'object' || error === null || depth === DEPTH) return 'the connection failed';
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  const deeper = cause === undefined ? undefined : shortReason(cause, undefined, depth + 1);
  if (deeper !== undefined && deeper !== 'the connection failed') return deeper;
  return typeof code === 'string' || typeof code === 'number' ? String(code) : 'the connection failed';
}
