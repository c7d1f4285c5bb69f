import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { callerOf, PageCheck } from '@app/auth';
import { DomainError, type Clock } from '@app/kernel';
import type { Settings } from '../settings/index.js';
import { BridgeError } from './bridge-errors.js';
import { clientAddress } from './client-address.js';
import { FixedWindows } from './fixed-windows.js';

/** What a route asks of its callers; those of `bridge` and `mcp` run tools. */
export type RouteKind = 'probe' | 'list' | 'bridge' | 'mcp';

/** Door lets requests in before anything of their body is read: pages of other sites, then the token, then the rate. */
export class Door {
  private readonly pages: PageCheck;
  private readonly windows: FixedWindows | undefined;
  private readonly addressOf: (request: IncomingMessage) => string;
  readonly #digest: Buffer | undefined;

  constructor(
    private readonly settings: Settings,
    clock: Clock,
  ) {
    const { MCP_HTTP_AUTH_TOKEN: token } = settings;
    this.pages = new PageCheck({ hosts: settings.ALLOWED_HOSTS, origins: settings.ALLOWED_ORIGINS });
    this.#digest = token === undefined ? undefined : digestOf(token);
    this.windows = settings.MCP_HTTP_RATE_LIMIT_ENABLED ? new FixedWindows(this.limits, clock) : undefined;
    this.addressOf = clientAddress({
      trust: settings.MCP_HTTP_TRUST_PROXY_FOR_RATE_LIMIT,
      header: settings.MCP_HTTP_RATE_LIMIT_CLIENT_IP_HEADER,
      networks: settings.MCP_HTTP_TRUSTED_PROXY_CIDRS,
    });
  }

  get wantsToken(): boolean {
    return this.#digest !== undefined;
  }

  /** admit throws `forbidden`, `unauthorized`, `auth_invalid` or `rate_limited`. */
  admit(request: IncomingMessage, kind: RouteKind): void {
    const caller = callerOf(request);
    this.pages.refuseForeignHost(caller);
    this.pages.refuseForeignOrigin(caller);
    if (this.isGuarded(kind)) this.checkToken(caller.key, kind);
    if (kind === 'bridge' || kind === 'mcp') this.count(request);
  }

  private isGuarded(kind: RouteKind): boolean {
    const { MCP_HTTP_AUTH_FOR_HEALTH: health, MCP_HTTP_AUTH_FOR_TOOLS: tools } = this.settings;
    if (kind === 'probe') return health;
    return kind === 'list' ? tools : true;
  }

  /** Clients of MCP are told to sign in anew with a wrong token as well (RFC 6750, section 3.1). */
  private checkToken(key: string | undefined, kind: RouteKind): void {
    if (this.#digest === undefined) return;
    if (key === undefined)
      throw new DomainError('unauthorized', 'a token is wanted: Authorization: Bearer, or X-API-Key');
    if (timingSafeEqual(digestOf(key), this.#digest)) return;
    const code = kind === 'mcp' ? 'unauthorized' : 'auth_invalid';
    throw new DomainError(code, 'the token is not the one that is wanted');
  }

  private count(request: IncomingMessage): void {
    const wait = this.windows?.take(this.addressOf(request));
    if (wait === undefined) return;
    const { windowSeconds: window_seconds, maxRequests: max_requests } = this.limits;
    const details = { retry_after_seconds: wait, window_seconds, max_requests };
    throw new BridgeError('rate_limited', 'too many requests; try again later', details, wait);
  }

  private get limits() {
    return {
      windowSeconds: this.settings.MCP_HTTP_RATE_LIMIT_WINDOW_SECONDS,
      maxRequests: this.settings.MCP_HTTP_RATE_LIMIT_MAX_REQUESTS,
    };
  }
}

function digestOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
