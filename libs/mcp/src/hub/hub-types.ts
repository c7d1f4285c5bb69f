import type { CancelSignal, JsonObject } from '@app/kernel';
import type { Principal } from '../policy/tool-policy.js';
import type { Era, McpNotification, McpRequest } from '../wire/messages.js';

/** View is what an endpoint shows: all global servers, one server by its own names, or a project's besides the global ones. */
export type View =
  | { readonly kind: 'all' }
  | { readonly kind: 'server'; readonly server: string }
  | { readonly kind: 'project'; readonly project: string };

/** Door is where a request came in: an endpoint of MCP, or the plain API, as an agent's runs and single calls do. */
export type Door = 'mcp' | 'api';

/** HubCaller is who makes a request, through which endpoint, and how it is spoken to while the request runs. */
export interface HubCaller {
  readonly principal: Principal;
  readonly view: View;
  readonly era: Era;
  /** Where its request came in, for the audit. */
  readonly door: Door;
  /** What the client said that it can do (sampling, elicitation, roots). */
  readonly capabilities: JsonObject;
  /** Of a legacy session; undefined in the modern era. */
  readonly session: string | undefined;
  /** The X-Request-ID of the HTTP request, for the audit and the upstream. */
  readonly requestId: string;
  readonly signal: CancelSignal;
  /** Speaks to the client within this request. */
  readonly notify: (notification: McpNotification) => void;
  /** Asks a legacy client; absent in the modern era, where input_required does that. */
  readonly ask: ((request: McpRequest) => Promise<JsonObject>) | undefined;
}

/** HubSession is a legacy client that says something outside of any request. */
export type HubSession = Pick<HubCaller, 'principal' | 'view'> & { readonly session: string };

/** HubEvent is what listeners of a view may have to be told; the policy decides for whom. */
export type HubEvent =
  | { readonly type: 'tools_changed' | 'prompts_changed' | 'resources_changed'; readonly server: string }
  | {
      readonly type: 'resource_updated';
      readonly server: string;
      readonly uri: string;
      readonly params: JsonObject;
    }
  /** What a server that is not shared logged outside of any call, for the session that it belongs to. */
  | { readonly type: 'log'; readonly server: string; readonly params: JsonObject };

/** ToolCallRecord is what is known of one tool call when it has ended; arguments and results are not in it. */
export interface ToolCallRecord {
  readonly principal: string;
  readonly server: string;
  readonly tool: string;
  readonly result: 'ok' | 'tool_error' | 'error' | 'denied' | 'cancelled';
  readonly rule: string;
  readonly code?: string | undefined;
  readonly ms: number;
  readonly requestBytes: number;
  readonly resultBytes: number;
  readonly requestId: string;
  readonly door: Door;
}

/** McpHub answers the requests of clients out of many servers. */
export interface McpHub {
  /** The capabilities of the view for this principal, in the form of initialize, or of server/discover when era is modern. */
  face(
    view: View,
    principal: Principal,
    era?: Era,
  ): Promise<{ capabilities: JsonObject; instructions: string | undefined }>;
  /**
   * handle answers any request but the handshake. Rejects with McpFailure. `params` are those of the wire: a modern request
   * with its `inputResponses`, its `requestState` and the logLevel of its `_meta`, wherever its SDK put them.
   */
  handle(request: McpRequest, caller: HubCaller): Promise<JsonObject>;
  /**
   * subscribe hears of changes of the servers of a view that the principal may see; returns how to stop. With `session`,
   * updates are of the resources that this session subscribed to, without it of all that its principal did in that view.
   */
  subscribe(
    view: View,
    principal: Principal,
    listener: (event: HubEvent) => void,
    session?: string,
  ): () => void;
  /**
   * toolSchema is the input schema of a tool, by the name and for the caller of a tools/call; undefined for one that this
   * caller does not see. Rejects with McpFailure when its server cannot be asked.
   */
  toolSchema(name: string, caller: HubCaller): Promise<JsonObject | undefined>;
  /** refresh is told that the policy or the lock has changed, and tells whoever sees another list for it. */
  refresh(): void;
  /**
   * notify passes on what a legacy client says without wanting an answer, as that its roots have changed, to the servers
   * that run for its session alone: to any other server it would be one client of many. Nothing is started for it.
   */
  notify(notification: McpNotification, session: HubSession): Promise<void>;
  /** Ends what was kept for a legacy session. */
  endSession(session: string): Promise<void>;
}
