import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

export interface ProxyTrust {
  readonly trust: boolean;
  /** Lower-case. */
  readonly header: string;
  /** Networks of proxies; when there are none, every peer is believed. */
  readonly networks: readonly string[];
}

/**
 * clientAddress makes a function that tells by which address a request's client is counted. Clients may begin the header
 * themselves and each proxy adds to its end, so that the last one that is no known proxy counts; the first where no proxy
 * is known.
 */
export function clientAddress({ trust, header, networks }: ProxyTrust): (request: IncomingMessage) => string {
  const proxies = blockListOf(networks);
  return ({ headers, socket }) => {
    const peer = plain(socket.remoteAddress ?? '');
    if (!trust || (networks.length > 0 && !isIn(proxies, peer))) return peer;
    const told = String(headers[header] ?? '')
      .split(',')
      .map((address) => plain(address.trim()));
    const client = networks.length === 0 ? told[0] : told.findLast((address) => !isIn(proxies, address));
    return client === undefined || isIP(client) === 0 ? peer : client;
  };
}

/** An IPv4 client of a socket for both families is the same as one of a socket for IPv4. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '').toLowerCase();
}

function blockListOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    const family = familyOf(address);
    list.addSubnet(address, bits === undefined ? (family === 'ipv4' ? 32 : 128) : Number(bits), family);
  }
  return list;
}

function isIn(list: BlockList, address: string): boolean {
  return isIP(address) !== 0 && list.check(address, familyOf(address));
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}
