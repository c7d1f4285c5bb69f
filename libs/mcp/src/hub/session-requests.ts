import type { JsonObject } from '@app/kernel';
import type { McpRequest } from '../wire/messages.js';
import type { Faces } from './faces.js';
import type { HubCaller } from './hub-types.js';
import type { LogLevels } from './log-levels.js';
import { failureOf, methodNotFound } from './mcp-failures.js';
import type { OtherCalls } from './other-calls.js';
import type { Subscriptions } from './subscriptions.js';
import type { ViewServers } from './view-servers.js';

/** SessionRequests answers what only makes sense for a client that stays: subscriptions and log levels. */
export class SessionRequests {
  constructor(
    private readonly servers: ViewServers,
    private readonly faces: Faces,
    private readonly others: OtherCalls,
    private readonly logs: LogLevels,
    private readonly subscriptions: Subscriptions,
  ) {}

  async subscribe({ method, params }: McpRequest, caller: HubCaller): Promise<JsonObject> {
    const session = sessionOf(method, caller);
    const { pooled, uri } = this.others.home(params?.['uri'], caller);
    await this.subscriptions.add(session, caller, pooled, uri).catch(named(pooled.id));
    return {};
  }

  async unsubscribe({ method, params }: McpRequest, caller: HubCaller): Promise<JsonObject> {
    const session = sessionOf(method, caller);
    const { pooled, uri } = this.others.home(params?.['uri'], caller);
    await this.subscriptions.remove(session, pooled, uri).catch(named(pooled.id));
    return {};
  }

  /** Servers that do not run are told when a call needs them. */
  async setLevel({ method, params }: McpRequest, caller: HubCaller): Promise<JsonObject> {
    const session = sessionOf(method, caller);
    const wanted = this.logs.set(session, params?.['level']);
    const running = this.servers
      .of(caller.view, caller.principal)
      .filter(({ health }) => health.state === 'up');
    await Promise.allSettled(
      running.map(async (server) => {
        const face = this.faces.known(server);
        if (face !== undefined) await this.logs.raise(server, face, wanted, session);
      }),
    );
    return {};
  }

  end(session: string): void {
    this.logs.endSession(session);
    this.subscriptions.endSession(session);
  }
}

function sessionOf(method: string, { session }: HubCaller): string {
  if (session === undefined) throw methodNotFound(method);
  return session;
}

function named(server: string): (error: unknown) => never {
  return (error) => {
    throw failureOf(error, server);
  };
}
