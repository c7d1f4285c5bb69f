import type { CancelSignal, JsonObject } from '@app/kernel';
import type { Era, McpNotification, McpRequest } from '../wire/messages.js';

/** Call is what surrounds one request of a client on its way to a server. */
export interface Call {
  /** Aborts when the client cancels or is gone. */
  readonly signal: CancelSignal;
  /** How long a server may be silent, and how long the call may take in all, in milliseconds. */
  readonly idleMs: number;
  readonly totalMs: number;
  /** Progress without its token: each link mints its own. */
  readonly onProgress?: ((params: JsonObject) => void) | undefined;
  /** What the server says within this call: log messages, mostly. */
  readonly onMessage?: ((notification: McpNotification) => void) | undefined;
  /** Asks the client behind this call: sampling, elicitation, roots. Absent when it can answer nothing. */
  readonly ask?: ((request: McpRequest) => Promise<JsonObject>) | undefined;
  /** Told of what the server asked that the client behind this call cannot answer. */
  readonly onUnanswerable?: ((request: McpRequest) => void) | undefined;
  /** Names the client: calls of one name may hear each other's questions. Without it a call is like no other. */
  readonly owner?: string | undefined;
  /** The X-Request-ID under which a server over HTTP is told of the call. */
  readonly requestId?: string | undefined;
  /** What that client can do. A modern server is told exactly this; without it, what the pool offers to every server. */
  readonly capabilities?: JsonObject | undefined;
  /** The client speaks the modern era, so that a result `input_required` may be handed on to it. */
  readonly takesInputRequired: boolean;
}

/** LinkEnd is why a link is no more. */
export interface LinkEnd {
  readonly reason: 'closed' | 'exited' | 'broken';
  readonly detail: string;
}

/** Link is one connection to one server, ready for requests. */
export interface Link {
  readonly era: Era;
  readonly capabilities: JsonObject;
  readonly info: JsonObject | undefined;
  readonly instructions: string | undefined;
  /**
   * request resolves with the result as the server sent it. Rejects with the server's own McpFailure, or a DomainError:
   * `mcp_server_crashed`, `mcp_server_unreachable`, `mcp_server_auth_needed`, `mcp_timeout`, `mcp_message_too_large`,
   * `mcp_cancelled`.
   */
  request(request: McpRequest, call: Call): Promise<JsonObject>;
  notify(notification: McpNotification): Promise<void>;
  /** Resolves when the link has ended, whoever ended it. */
  readonly closed: Promise<LinkEnd>;
  /** close resolves when nothing of it is left: no process, no connection. */
  close(): Promise<void>;
}

/** LinkListener hears what belongs to no call: changed lists, updated resources, log messages. */
export type LinkListener = (notification: McpNotification) => void;

/** Connect makes a link to one certain server. */
export type Connect = (listener: LinkListener, signal: AbortSignal) => Promise<Link>;
