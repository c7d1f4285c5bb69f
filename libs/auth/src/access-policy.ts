import { BlockList, isIP } from 'node:net';
import { DomainError } from '@app/kernel';
import type { Caller } from './caller.js';
import { ANONYMOUS, type Client } from './client.js';
import type { ClientRegistry } from './client-registry.js';
import { PageCheck, type TrustedPages } from './page-check.js';

export interface OpenAccess extends TrustedPages {
  /** CIDR ranges from which no key is needed while no client is configured. */
  readonly networks: readonly string[];
}

/**
 * AccessPolicy decides who a caller is, or refuses.
 *
 * With clients configured a key is required. Without, callers from the open networks are served as ANONYMOUS,
 * provided that Host and Origin show no web page of somebody else's behind the call (DNS rebinding).
 */
export class AccessPolicy {
  private readonly networks: BlockList;
  private readonly pages: PageCheck;

  constructor(
    private readonly clients: ClientRegistry,
    open: OpenAccess,
  ) {
    this.networks = blockListOf(open.networks);
    this.pages = new PageCheck(open);
  }

  /** Throws `unauthorized` or `forbidden`. */
  admit(caller: Caller): Client {
    this.pages.refuseForeignOrigin(caller);
    return this.clients.isEmpty ? this.admitWithoutKey(caller) : this.admitWithKey(caller.key);
  }

  private admitWithKey(key: string | undefined): Client {
    if (key === undefined) {
      throw new DomainError('unauthorized', 'an API key is required: Authorization: Bearer <key>');
    }
    const client = this.clients.find(key);
    if (!client) throw new DomainError('unauthorized', 'the API key is not known');
    return client;
  }

  private admitWithoutKey(caller: Caller): Client {
    if (caller.forwarded || !this.isNear(caller.address)) {
      throw new DomainError(
        'unauthorized',
        'no API key is configured, so only callers on this host and its open networks are served',
      );
    }
    this.pages.refuseForeignHost(caller);
    return ANONYMOUS;
  }

  private isNear(address: string): boolean {
    return this.networks.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  }
}

function blockListOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits = ''] = network.split('/');
    list.addSubnet(address, Number(bits), isIP(address) === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}

/** isCidr tells whether the text is a network as `10.0.0.0/8` or `fd00::/8`. */
export function isCidr(text: string): boolean {
  const [address = '', bits = '', ...rest] = text.split('/');
  const version = isIP(address);
  const most = version === 6 ? 128 : 32;
  return version !== 0 && rest.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= most;
}
