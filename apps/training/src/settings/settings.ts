import { isIP } from 'node:net';
import { ConfigError, readEnvironment, type Environment } from '@app/config';
import { variables, type Variables } from './variables.js';

export interface Settings extends Variables {
  /** What the backend is shown; AI_TOOLKIT_AUTH is the backend's own name for the same. */
  readonly backendToken: string | undefined;
}

/** readSettings checks the environment; throws a ConfigError that names all that is wrong in it. */
export function readSettings(environment: Environment): Settings {
  const read = readEnvironment(variables, environment);
  return { ...read, backendToken: read.AI_TOOLKIT_AUTH_TOKEN ?? read.AI_TOOLKIT_AUTH };
}

/**
 * checkHttpSettings refuses what would let strangers in: an address that others reach without a token, and proxies that
 * are trusted without a word about which.
 */
export function checkHttpSettings(settings: Settings): void {
  const problems = [...openToStrangers(settings), ...untoldProxies(settings), ...badNetworks(settings)];
  if (problems.length > 0) throw new ConfigError('environment', problems);
}

function openToStrangers(settings: Settings): string[] {
  const { MCP_HTTP_HOST: host, MCP_HTTP_AUTH_TOKEN: token, MCP_HTTP_ALLOW_ANONYMOUS: open } = settings;
  if (isLoopback(host) || token !== undefined || open) return [];
  return [
    'MCP_HTTP_AUTH_TOKEN: got nothing, wanted a token where MCP_HTTP_HOST is not loopback; ' +
      'MCP_HTTP_ALLOW_ANONYMOUS=true serves without one',
  ];
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

function untoldProxies(settings: Settings): string[] {
  const trusts =
    settings.MCP_HTTP_TRUST_PROXY_FOR_RATE_LIMIT && settings.MCP_HTTP_REQUIRE_TRUSTED_PROXY_CIDRS;
  if (!trusts || settings.MCP_HTTP_TRUSTED_PROXY_CIDRS.length > 0) return [];
  return ['MCP_HTTP_TRUSTED_PROXY_CIDRS: got nothing, wanted the networks of the proxies that are trusted'];
}

function badNetworks({ MCP_HTTP_TRUSTED_PROXY_CIDRS: networks }: Settings): string[] {
  return networks
    .filter((network) => !isNetwork(network))
    .map(
      (network) => `MCP_HTTP_TRUSTED_PROXY_CIDRS: got ${JSON.stringify(network)}, wanted such as 10.0.0.0/8`,
    );
}

function isNetwork(text: string): boolean {
  const [address = '', bits, more] = text.split('/');
  const family = isIP(address);
  if (family === 0 || more !== undefined) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
}
