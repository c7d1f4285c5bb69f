import { randomUUID } from 'node:crypto';
import type { Logger } from '@app/http';
import { isJsonObject, type JsonObject, type JsonValue } from '@app/kernel';
import type { McpHub } from '@app/mcp';
import type { Visit } from '../mcp/visit.js';
import { modernCapabilities } from './modern-request.js';

/** A client that wants to watch more is refused those beyond, and told so by the acknowledgement. */
const MOST_RESOURCES = 256;

/**
 * WatchedResources keeps servers subscribed to what one `subscriptions/listen` stream names. To the hub, which knows
 * subscriptions as something that sessions have, the stream is a session of its own.
 */
export class WatchedResources {
  private readonly session = `listen-${randomUUID()}`;
  private readonly ended = new AbortController();

  constructor(
    private readonly hub: McpHub,
    private readonly visit: Visit,
    private readonly body: JsonObject,
    private readonly logger: Logger,
  ) {}

  /** watch subscribes, and returns the body with those resources alone that can be watched: they are acknowledged. */
  async watch(): Promise<JsonObject> {
    const wanted = resourcesOf(this.body);
    if (wanted.length === 0) return this.body;
    const watched = wanted.slice(0, MOST_RESOURCES);
    const done = await Promise.all(watched.map((uri) => this.subscribe(uri)));
    const resourceSubscriptions = watched.filter((_uri, index) => done[index]);
    const notifications = { ...filterOf(this.body), resourceSubscriptions };
    return { ...this.body, params: { ...paramsOf(this.body), notifications } };
  }

  end(): void {
    this.ended.abort();
    if (resourcesOf(this.body).length === 0) return;
    this.hub.endSession(this.session).catch((err: unknown) => {
      this.logger.warn({ err }, 'what a subscription stream watched could not be let go of');
    });
  }

  private async subscribe(uri: string): Promise<boolean> {
    const { principal, view, exchange } = this.visit;
    try {
      const caller = {
        principal,
        view,
        era: 'modern' as const,
        door: 'mcp' as const,
        capabilities: modernCapabilities(this.body),
        session: this.session,
        requestId: exchange.id,
        signal: this.ended.signal,
        notify: () => undefined,
        ask: undefined,
      };
      await this.hub.handle({ method: 'resources/subscribe', params: { uri } }, caller);
      return true;
    } catch (err) {
      this.logger.debug({ request_id: exchange.id, err }, 'a resource cannot be watched');
      return false;
    }
  }
}

function paramsOf({ params }: JsonObject): JsonObject {
  return isJsonObject(params) ? params : {};
}

function filterOf(body: JsonObject): JsonObject {
  const { notifications } = paramsOf(body);
  return isJsonObject(notifications) ? notifications : {};
}

/** Of a malformed filter nothing is watched: the SDK refuses it. */
function resourcesOf(body: JsonObject): string[] {
  const { resourceSubscriptions: wanted } = filterOf(body);
  const isList = Array.isArray(wanted) && wanted.every((uri: JsonValue) => typeof uri === 'string');
  return isList ? [...new Set(wanted)] : [];
}
