import { isIP } from 'node:net';
import { DomainError } from '@app/kernel';
import type { Caller } from './caller.js';

export interface TrustedPages {
  /** Host names, beside literal addresses, localhost and names without a dot, that browsers may use. */
  readonly hosts: readonly string[];
  /** Origins, beside the server's own, whose pages may call. */
  readonly origins: readonly string[];
}

/** PageCheck refuses calls behind which Host or Origin show a web page of somebody else's (DNS rebinding). */
export class PageCheck {
  constructor(private readonly trusted: TrustedPages) {}

  /** Throws `forbidden` when a page of another site sends the call. */
  refuseForeignOrigin({ origin, host }: Caller): void {
    if (origin === undefined || this.trusted.origins.includes(origin)) return;
    if (URL.canParse(origin) && new URL(origin).host === host) return;
    throw new DomainError('forbidden', 'the Origin header names a page of another site; see ALLOWED_ORIGINS');
  }

  /** Throws `forbidden` when the call was meant for a host that is not ours. */
  refuseForeignHost({ host }: Caller): void {
    if (this.isOurHost(host)) return;
    throw new DomainError('forbidden', 'the Host header names no host of ours; see ALLOWED_HOSTS');
  }

  private isOurHost(host: string | undefined): boolean {
    const name = (host ?? '').replace(/:\d+$/, '').toLowerCase();
    if (name === '') return false;
    if (isIP(name.replace(/^\[(.*)\]$/, '$1')) !== 0) return true;
    return !name.includes('.') || name.endsWith('.localhost') || this.trusted.hosts.includes(name);
  }
}
