import { DomainError, type JsonObject } from '@app/kernel';
import { McpFailure, type McpNotification, type McpRequest } from '../wire/messages.js';
import { BackOff } from './back-off.js';
import type { HealthRecord } from './health-record.js';
import { authNeeded, serverUnreachable, SessionLost } from './link-failure.js';
import { LinkPulse } from './link-pulse.js';
import { LinkStory } from './link-story.js';
import { LinkSlot } from './link-slot.js';
import type { Call, Connect, Link, LinkEnd } from './link.js';
import { pause } from './pause.js';
import type { PoolOptions } from './pool-options.js';
import type { ServerFace } from './server-pool.js';
import type { CurrentServer } from './server-source.js';

/** Of a server that is shared, and of clients without a session. */
const NOBODYS = '';
const LONGEST_WAIT_MS = 3_000;

export interface ServerLinksOptions extends PoolOptions {
  readonly id: string;
  readonly current: CurrentServer;
  readonly connect: Connect;
  readonly health: HealthRecord;
  readonly heard: (notification: McpNotification, session: string | undefined) => void;
}

/** ServerLinks are the links of one generation of a server: one for all, or one for each session. */
export class ServerLinks {
  readonly story: LinkStory;
  private readonly slots = new Map<string, LinkSlot>();
  private readonly backOff: BackOff;
  private known: ServerFace | undefined;
  private retired = false;

  constructor(private readonly options: ServerLinksOptions) {
    this.backOff = new BackOff(options.random);
    this.story = new LinkStory(options.id, options.current, options.words);
  }

  get era(): ServerFace['era'] | undefined {
    return this.known?.era;
  }

  async request(request: McpRequest, call: Call, session: string | undefined): Promise<JsonObject> {
    try {
      return await this.once(this.slot(session), request, call);
    } catch (error) {
      if (!(error instanceof SessionLost) || this.retired) throw error;
      return this.once(this.slot(session), request, call);
    }
  }

  /** face is what a server said when it was last connected to. */
  async face(within: number): Promise<ServerFace> {
    if (this.known !== undefined && !this.options.health.shut) return this.known;
    const wait = { signal: new AbortController().signal, totalMs: within };
    return this.slot(undefined).use((link) => Promise.resolve(faceOf(link)), wait);
  }

  /** notify starts nothing: a server that does not run has nothing to be told. */
  async notify(notification: McpNotification, session: string | undefined): Promise<void> {
    const slot = this.slots.get(this.key(session));
    await slot?.current?.notify(notification);
  }

  async endSession(session: string): Promise<void> {
    if (!this.options.current.entry.shared) await this.slots.get(session)?.close();
  }

  /** retire lets running calls go on until `milliseconds` are over, and resolves when nothing of the links is left. */
  async retire(milliseconds: number): Promise<void> {
    this.retired = true;
    const slots = [...this.slots.values()];
    const over = new AbortController();
    const drained = Promise.all(slots.map((slot) => slot.drained()));
    if (milliseconds > 0) await Promise.race([drained, pause(milliseconds, over.signal)]);
    over.abort();
    await Promise.all(slots.map((slot) => slot.close()));
  }

  private key(session: string | undefined): string {
    return this.options.current.entry.shared ? NOBODYS : (session ?? NOBODYS);
  }

  private slot(session: string | undefined): LinkSlot {
    const key = this.key(session);
    const slot = this.slots.get(key);
    const { id, mostLinks, health } = this.options;
    if (this.retired) throw serverUnreachable(id, 'it was removed or changed');
    if (health.shut && (slot?.isStarting === true || this.backOff.left > 0)) throw this.shutError();
    if (slot !== undefined) return slot;
    if (this.slots.size >= mostLinks) throw serverUnreachable(id, `it has ${mostLinks} sessions already`);
    return this.newSlot(key);
  }

  private newSlot(key: string): LinkSlot {
    const { id, connect, current, health, heard } = this.options;
    const pulse = new LinkPulse(id, this.options);
    const slot: LinkSlot = new LinkSlot({
      server: id,
      connect: (listener, signal) => {
        this.story.starting();
        return connect(listener, signal);
      },
      listener: (notification) => {
        this.story.heard(notification);
        heard(notification, key === NOBODYS ? undefined : key);
      },
      idleStopMs: current.entry.idle_stop_sec * 1_000,
      mayStart: (signal) => this.mayStart(signal),
      started: (link) => {
        this.known = faceOf(link);
        this.story.ready(link);
        health.connected();
        pulse.start(slot);
      },
      startFailed: (error) => this.startFailed(error),
      ended: (end) => {
        pulse.stop();
        this.story.ended(end);
        health.disconnected();
        this.linkEnded(end);
      },
      emptied: () => {
        if (this.slots.get(key) === slot && !slot.busy) this.slots.delete(key);
      },
    });
    this.slots.set(key, slot);
    return slot;
  }

  private async once(slot: LinkSlot, request: McpRequest, call: Call): Promise<JsonObject> {
    return slot.use(async (link) => {
      const began = this.options.health.begin();
      try {
        const result = await link.request(request, call);
        slot.note(request);
        this.answered();
        return result;
      } catch (error) {
        this.judge(error, began, slot, link);
        throw error;
      }
    }, call);
  }

  private answered(): void {
    this.backOff.reset();
    this.options.health.answered();
  }

  /** A server that answers with an error answers. The end of a link is counted when it ends, once for all its calls. */
  private judge(error: unknown, began: number, slot: LinkSlot, link: Link): void {
    const { health } = this.options;
    if (error instanceof McpFailure) return this.answered();
    if (!(error instanceof DomainError) || error instanceof SessionLost || slot.current !== link) return;
    if (error.code === 'mcp_timeout') health.timedOut(error.message);
    else if (error.code === 'mcp_server_auth_needed') this.wantsAuth(error);
    else if (error.code === 'mcp_server_unreachable' || error.code === 'mcp_server_crashed') {
      health.failed(error.message, began);
      this.rest();
    }
    if (health.shut) void slot.drop(link);
  }

  private startFailed(error: unknown): void {
    this.story.startFailed(error);
    if (error instanceof DomainError && error.code === 'mcp_server_auth_needed') return this.wantsAuth(error);
    this.rest();
    const began = this.options.health.begin();
    this.options.health.failed(
      error instanceof DomainError ? error.message : 'it could not be started',
      began,
    );
  }

  private wantsAuth(error: DomainError): void {
    this.rest();
    this.options.health.authNeeded(error.message);
  }

  private linkEnded({ reason, detail }: LinkEnd): void {
    if (reason === 'closed') return;
    this.rest();
    this.options.health.failed(detail, this.options.health.latest);
  }

  private rest(): void {
    this.backOff.failed();
    this.story.waits(this.backOff.left);
  }

  /** Short pauses are waited for, so that a client does not notice one crash of somebody else's call. */
  private async mayStart(signal: AbortSignal): Promise<void> {
    const { left } = this.backOff;
    if (left === 0) return;
    if (this.options.health.shut || left > LONGEST_WAIT_MS) throw this.shutError();
    await pause(left, signal);
  }

  private shutError(): DomainError {
    const { id, health } = this.options;
    if (health.health.state === 'auth-needed') return authNeeded(id);
    return serverUnreachable(id, 'it failed several times and is not tried again yet');
  }
}

const faceOf = ({ era, capabilities, info, instructions }: Link): ServerFace => ({
  era,
  capabilities,
  info,
  instructions,
});
