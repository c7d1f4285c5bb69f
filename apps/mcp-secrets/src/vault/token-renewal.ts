import type { JsonAnswer, JsonHttp, Report } from '@app/tool-server';
import { z } from 'zod';

const self = z.object({ data: z.object({ ttl: z.number(), renewable: z.boolean().default(false) }) });
const renewed = z.object({ auth: z.object({ lease_duration: z.number(), renewable: z.boolean() }) });
const SHARE = 2 / 3;
const SHORTEST_MS = 500;
/** A timer takes no more than 24.8 days, and a token that lives longer does not mind. */
const LONGEST_MS = 24 * 3_600_000;

/** TokenRenewal renews a token each time that two thirds of its life are over; a new token takes the old one's place. */
export class TokenRenewal {
  private timer: NodeJS.Timeout | undefined;
  private token: string | undefined;
  private endsAt = 0;

  constructor(
    private readonly http: JsonHttp,
    private readonly report: Report,
    /** Told of a token that will not live on. */
    private readonly ending: (token: string) => void,
  ) {}

  /** lookUp asks how long the token lives, and begins; a token that may not ask that is left alone. */
  async lookUp(token: string): Promise<void> {
    this.token = token;
    clearTimeout(this.timer);
    const answer = await this.ask('GET', 'lookup-self', token);
    if (this.token !== token) return;
    const { success, data } = self.safeParse(answer?.body);
    if (success) this.begin(token, data.data.ttl, data.data.renewable);
    else this.report('Vault does not say how long the token lives; it is not renewed');
  }

  /** begin plans the renewal of a token that lives for so many seconds from now; none has no end. */
  begin(token: string, ttlSec: number, renewable: boolean): void {
    this.token = token;
    clearTimeout(this.timer);
    if (ttlSec <= 0) return;
    this.endsAt = Date.now() + ttlSec * 1_000;
    this.plan(ttlSec * 1_000, () => (renewable ? void this.renew(token) : this.ending(token)));
  }

  private plan(leftMs: number, then: () => void): void {
    const wait = Math.min(Math.max(leftMs * SHARE, SHORTEST_MS), LONGEST_MS);
    this.timer = setTimeout(then, wait).unref();
  }

  private async renew(token: string): Promise<void> {
    const answer = await this.ask('POST', 'renew-self', token);
    if (this.token !== token) return;
    const { success, data } = renewed.safeParse(answer?.body);
    if (success) this.begin(token, data.auth.lease_duration, data.auth.renewable);
    else this.failed(token, answer?.status);
  }

  private failed(token: string, status: number | undefined): void {
    const leftMs = this.endsAt - Date.now();
    const why = status === undefined ? 'Vault cannot be reached' : `status ${status}`;
    this.report(
      `the token was not renewed (${why}); it ends in ${Math.max(0, Math.round(leftMs / 1_000))} s`,
    );
    if (status === 403 || leftMs < SHORTEST_MS) this.ending(token);
    else this.plan(leftMs, () => void this.renew(token));
  }

  /** Undefined when there was no answer. */
  private async ask(method: 'GET' | 'POST', what: string, token: string): Promise<JsonAnswer | undefined> {
    const body = method === 'POST' ? { body: {} } : {};
    const headers = { 'x-vault-token': token };
    const path = ['v1', 'auth', 'token', what];
    return this.http.call({ method, path, headers, ...body }).catch(() => undefined);
  }
}
