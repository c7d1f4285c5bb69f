import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import { BlockList, isIP } from 'node:net';

/** Ranges behind which there is nothing public; IPv4 in IPv6 clothes is matched by its IPv4 self. */
const HIDDEN: readonly (readonly [string, number, 'ipv4' | 'ipv6'])[] = [
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
  ['::', 127, 'ipv6'],
  ['64:ff9b::', 96, 'ipv6'],
  ['64:ff9b:1::', 48, 'ipv6'],
  ['2002::', 16, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['fec0::', 10, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
];
/** Cloud machines give their credentials to whoever asks these; only the allow list leads there. */
const LINK_LOCAL: readonly (readonly [string, number, 'ipv4' | 'ipv6'])[] = [
  ['169.254.0.0', 16, 'ipv4'],
  ['fe80::', 10, 'ipv6'],
  ['fd00:ec2::254', 128, 'ipv6'],
];

export type Lookup = (
  host: string,
  options: { readonly all: true; readonly family?: number | undefined },
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** AddressRefused: a name led to an address that a registry's URL may not reach. */
export class AddressRefused extends Error {
  constructor(host: string) {
    super(`"${host}" leads to an address that is not public`);
    this.name = 'AddressRefused';
  }
}

/**
 * AddressGuard says which addresses a remote server may have. Names must lead to public ones, whatever they resolve to at
 * the moment of connecting; an address that the operator wrote down as such may be private, a link-local one never.
 */
export class AddressGuard {
  private readonly hidden = listOf(HIDDEN);
  private readonly linkLocal = listOf(LINK_LOCAL);
  private readonly allowed: ReadonlySet<string>;
  private readonly resolve: Lookup;

  /** `allowed`: host names, or addresses, that may lead anywhere: those of our own network. */
  constructor(allowed: ReadonlySet<string>, resolve: Lookup = systemLookup) {
    this.allowed = allowed;
    this.resolve = resolve;
  }

  /** check is for hosts that are addresses: they are never looked up. Throws AddressRefused. */
  check(host: string): void {
    const bare = host.replace(/^\[|\]$/g, '').toLowerCase();
    if (isIP(bare) !== 0 && !this.allowed.has(bare) && has(this.linkLocal, bare))
      throw new AddressRefused(bare);
  }

  /** lookup is dns.lookup for a socket; an answer with one address that is refused is refused as a whole. */
  readonly lookup = (
    host: string,
    options: { readonly all?: boolean | undefined; readonly family?: number | 'IPv4' | 'IPv6' | undefined },
    done: (error: NodeJS.ErrnoException | null, address: string | LookupAddress[], family?: number) => void,
  ): void => {
    const family = typeof options.family === 'number' ? options.family : 0;
    this.resolve(host, { all: true, family }, (error, addresses) => {
      if (error !== null) return done(error, []);
      if (!this.mayLeadTo(host, addresses)) return done(new AddressRefused(host), []);
      if (options.all === true) return done(null, addresses);
      const [first] = addresses;
      return done(null, first?.address ?? '', first?.family);
    });
  };

  private mayLeadTo(host: string, addresses: readonly LookupAddress[]): boolean {
    if (this.allowed.has(host.toLowerCase()) || host === 'localhost') return addresses.length > 0;
    return addresses.length > 0 && addresses.every(({ address }) => !has(this.hidden, address));
  }
}

function listOf(ranges: typeof HIDDEN): BlockList {
  const list = new BlockList();
  for (const [network, prefix, type] of ranges) list.addSubnet(network, prefix, type);
  return list;
}

const has = (list: BlockList, address: string): boolean =>
  list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
