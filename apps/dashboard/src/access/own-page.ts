import { callerOf, PageCheck, type TrustedPages } from '@app/auth';
import { DomainError } from '@app/kernel';
import type { IncomingMessage } from 'node:http';

/** `none` is what a person does: an address that is typed, a bookmark. */
const OWN_SITES = new Set(['same-origin', 'none']);

/**
 * OwnPage refuses what pages of others send. A browser's cookies are the same for every port of a host, so that
 * `same-site` is no page of ours either.
 */
export class OwnPage {
  private readonly pages: PageCheck;
  private readonly origins: ReadonlySet<string>;

  constructor(trusted: TrustedPages) {
    this.pages = new PageCheck(trusted);
    this.origins = new Set(trusted.origins);
  }

  /** Throws `forbidden` when the request was meant for a host that is not ours (DNS rebinding). */
  refuseForeignHost(request: IncomingMessage): void {
    this.pages.refuseForeignHost(callerOf(request));
  }

  /** Throws `csrf_failed` when another page sends it. */
  refuseForeignPage(request: IncomingMessage): void {
    const { origin, 'sec-fetch-site': site } = request.headers;
    if (origin !== undefined && this.origins.has(origin)) return;
    if (site !== undefined && !OWN_SITES.has(site)) throw failed('a page of another origin sent it');
    try {
      this.pages.refuseForeignOrigin(callerOf(request));
    } catch (cause) {
      throw failed('its Origin is another page; see ALLOWED_ORIGINS', cause);
    }
  }
}

export function failed(why: string, cause?: unknown): DomainError {
  return new DomainError('csrf_failed', `the request is refused: ${why}`, { cause });
}
