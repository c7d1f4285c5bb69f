import type { NativeUri } from '../names/uri-table.js';
import type { PooledServer } from '../upstream/server-pool.js';
import type { Call } from '../upstream/link.js';
import type { HubParts } from './hub-parts.js';
import type { HubCaller } from './hub-types.js';
import type { Listener } from './change-watch.js';
import { invalidParams } from './mcp-failures.js';
import { viewKey } from './view-servers.js';

interface Subscriber {
  readonly principal: string;
  readonly view: string;
  readonly uris: Map<string, NativeUri>;
}

/** Subscriptions knows which session wants to hear of which resources, and keeps the servers subscribed to those alone. */
export class Subscriptions {
  readonly #sessions = new Map<string, Subscriber>();

  constructor(private readonly parts: Pick<HubParts, 'pool' | 'limits' | 'notice'>) {}

  /** add rejects as the server does, and then nothing is subscribed to. */
  async add(session: string, caller: HubCaller, server: PooledServer, uri: string): Promise<void> {
    const subscriber = this.#of(session, caller);
    const { uris } = subscriber;
    const key = keyOf({ server: server.id, uri });
    if (!uris.has(key) && uris.size >= this.parts.limits.subscriptionsOfOne) {
      throw invalidParams(
        `uri: a session may subscribe to ${this.parts.limits.subscriptionsOfOne} resources`,
      );
    }
    await this.#send('resources/subscribe', server, uri, session);
    // The session may have ended meanwhile, and then nobody else would unsubscribe.
    if (this.#sessions.get(session) === subscriber) uris.set(key, { server: server.id, uri });
    else if (!this.#isWanted(server, key)) this.#sendOrTell('resources/unsubscribe', server, uri, session);
  }

  async remove(session: string, server: PooledServer, uri: string): Promise<void> {
    const key = keyOf({ server: server.id, uri });
    if (this.#sessions.get(session)?.uris.delete(key) !== true) return;
    if (!this.#isWanted(server, key)) await this.#send('resources/unsubscribe', server, uri, session);
  }

  /** hears says whether an update is for this listener: its session asked for it, or one of its principal in that view. */
  hears(listener: Listener, server: string, uri: string): boolean {
    for (const [session, subscriber] of this.#sessions) {
      const same =
        subscriber.principal === listener.principal.id && subscriber.view === viewKey(listener.view);
      const mine = listener.session === undefined ? same : listener.session === session;
      if (mine && covers(subscriber, server, uri)) return true;
    }
    return false;
  }

  /** restore subscribes again at a shared server that was started anew; it takes no session's own server out of its rest. */
  restore(server: PooledServer): void {
    if (!server.entry.shared) return;
    const wanted = new Map<string, string>();
    for (const [session, { uris }] of this.#sessions) {
      for (const { server: id, uri } of uris.values()) if (id === server.id) wanted.set(uri, session);
    }
    for (const [uri, session] of wanted) this.#sendOrTell('resources/subscribe', server, uri, session);
  }

  endSession(session: string): void {
    const subscriber = this.#sessions.get(session);
    this.#sessions.delete(session);
    for (const [key, { server: id, uri }] of subscriber?.uris ?? []) {
      const server = this.parts.pool.servers.get(id);
      if (server?.health.state !== 'up' || !server.entry.shared || this.#isWanted(server, key)) continue;
      this.#sendOrTell('resources/unsubscribe', server, uri, session);
    }
  }

  #sendOrTell(method: string, server: PooledServer, uri: string, session: string): void {
    this.#send(method, server, uri, session).catch((error: unknown) => {
      const why = error instanceof Error ? error.message : 'failed';
      this.parts.notice({ kind: 'subscription_failed', server: server.id, message: `${method}: ${why}` });
    });
  }

  async #send(method: string, server: PooledServer, uri: string, session: string): Promise<void> {
    await server.request({ method, params: { uri } }, this.#call(server), session);
  }

  #call(server: PooledServer): Call {
    const idleMs = server.entry.timeout_sec * 1_000;
    return { signal: new AbortController().signal, idleMs, totalMs: idleMs, takesInputRequired: false };
  }

  #isWanted(server: PooledServer, key: string): boolean {
    return server.entry.shared && [...this.#sessions.values()].some(({ uris }) => uris.has(key));
  }

  #of(session: string, caller: HubCaller): Subscriber {
    const known = this.#sessions.get(session);
    if (known !== undefined) return known;
    const { principal, view } = caller;
    const subscriber = { principal: principal.id, view: viewKey(view), uris: new Map<string, NativeUri>() };
    this.#sessions.set(session, subscriber);
    return subscriber;
  }
}

/** An update may be of a part of what was subscribed to (2025-11-25, server/resources, "Subscriptions"). */
function covers({ uris }: Subscriber, server: string, uri: string): boolean {
  if (uris.has(keyOf({ server, uri }))) return true;
  for (const known of uris.values()) {
    if (known.server === server && uri.startsWith(known.uri.endsWith('/') ? known.uri : `${known.uri}/`))
      return true;
  }
  return false;
}

function keyOf({ server, uri }: NativeUri): string {
  return `${server} ${uri}`;
}
