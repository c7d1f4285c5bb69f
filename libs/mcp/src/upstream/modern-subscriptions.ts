import type { Client, McpSubscription, SubscriptionFilter } from '@modelcontextprotocol/client';
import { isJsonObject, type JsonObject } from '@app/kernel';
import { McpFailure, type McpRequest } from '../wire/messages.js';
import { INTERNAL_ERROR } from './rpc-message.js';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** A server that asks for more than this of one link is asked for nothing more. */
const MOST_URIS = 1_000;

/**
 * ModernSubscriptions keeps one `subscriptions/listen` open for all that a link wants to hear of: changed lists, where the
 * server says that it tells of them, and resources. It is opened again when the server ends it.
 */
export class ModernSubscriptions {
  private readonly uris = new Set<string>();
  private current: McpSubscription | undefined;
  private turn: Promise<void> = Promise.resolve();
  private retry: NodeJS.Timeout | undefined;
  private pause = FIRST_PAUSE_MS;
  private stopped = false;

  constructor(
    private readonly client: Client,
    private readonly capabilities: JsonObject,
  ) {}

  /** start never fails: a server that refuses to be listened to can still be called. */
  start(): void {
    this.reopen().catch(() => this.later());
  }

  /** The legacy era's requests for the same thing are taken too, so that callers need not know the era. */
  takes({ method }: McpRequest): boolean {
    return method === 'resources/subscribe' || method === 'resources/unsubscribe';
  }

  async take({ method, params }: McpRequest): Promise<JsonObject> {
    const uri = typeof params?.uri === 'string' ? params.uri : '';
    const changed = method === 'resources/subscribe' ? this.add(uri) : this.uris.delete(uri);
    if (changed) await this.reopen();
    return {};
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.retry);
  }

  private add(uri: string): boolean {
    if (this.uris.has(uri)) return false;
    if (this.uris.size >= MOST_URIS)
      throw new McpFailure(INTERNAL_ERROR, 'Too many resources are subscribed to');
    this.uris.add(uri);
    return true;
  }

  private reopen(): Promise<void> {
    const next = this.turn.then(() => this.replace());
    this.turn = next.catch(() => undefined);
    return next;
  }

  /** The new one is open before the old one ends, so that no change falls between them. */
  private async replace(): Promise<void> {
    const before = this.current;
    const wanted = this.filter();
    if (this.stopped) return;
    this.current = wanted === undefined ? undefined : await this.client.listen(wanted);
    await before?.close();
    if (this.current !== undefined) this.follow(this.current);
  }

  private follow(subscription: McpSubscription): void {
    this.pause = FIRST_PAUSE_MS;
    void this.untilEnded(subscription);
  }

  private async untilEnded(subscription: McpSubscription): Promise<void> {
    const why = await subscription.closed;
    if (why === 'local' || subscription !== this.current) return;
    this.current = undefined;
    this.later();
  }

  private later(): void {
    if (this.stopped) return;
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.start(), this.pause).unref();
    this.pause = Math.min(this.pause * 2, LONGEST_PAUSE_MS);
  }

  private filter(): SubscriptionFilter | undefined {
    const tells = (list: string): boolean => {
      const capability = this.capabilities[list];
      return isJsonObject(capability) && capability.listChanged === true;
    };
    const filter: SubscriptionFilter = {
      ...(tells('tools') && { toolsListChanged: true }),
      ...(tells('prompts') && { promptsListChanged: true }),
      ...(tells('resources') && { resourcesListChanged: true }),
      ...(this.uris.size > 0 && { resourceSubscriptions: [...this.uris] }),
    };
    return Object.keys(filter).length === 0 ? undefined : filter;
  }
}
