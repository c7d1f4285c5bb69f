import { ConfigError } from '@app/config';

/** WebhookRule allows targets. */
export interface WebhookRule {
  /** `https://host`, with a port where it is not the usual one. */
  readonly origin: string;
  /** What the path begins with: `/` for all. */
  readonly path: string;
}

const SCHEMES: ReadonlySet<string> = new Set(['https:', 'http:']);

/** webhookRule reads a host, which is reached by https, or the beginning of a URL. Throws a ConfigError. */
export function webhookRule(entry: string): WebhookRule {
  const url = parsed(entry.includes('://') ? entry : `https://${entry}`);
  const plain = url?.username === '' && url.password === '' && url.search === '' && url.hash === '';
  if (url === undefined || !plain || !SCHEMES.has(url.protocol) || url.hostname.includes('*'))
    throw problem('TRAINING_WEBHOOK_ALLOW', 'an entry that is neither a host nor an http or https URL');
  if (!entry.includes('://') && url.pathname !== '/')
    throw problem('TRAINING_WEBHOOK_ALLOW', 'a host with a path; write it as a URL');
  return { origin: url.origin, path: url.pathname };
}

/** privateHost reads a host name or an address, as URLs write it. Throws a ConfigError. */
export function privateHost(entry: string): string {
  const host = parsed(
    `https://${entry.includes(':') && !entry.startsWith('[') ? `[${entry}]` : entry}`,
  )?.hostname;
  if (host === undefined || host === '')
    throw problem('TRAINING_WEBHOOK_PRIVATE_HOSTS', 'an entry that is no host');
  return bareHost(host);
}

/** bareHost takes the brackets from an IPv6 address. */
export function bareHost(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}

/** The path must go on at a `/`: `/hooks` does not allow `/hooks-of-others`. */
export function allows({ origin, path }: WebhookRule, url: URL): boolean {
  if (url.origin !== origin) return false;
  if (url.pathname === path) return true;
  return url.pathname.startsWith(path.endsWith('/') ? path : `${path}/`);
}

function parsed(text: string): URL | undefined {
  return URL.parse(text) ?? undefined;
}

/** An entry may hold a secret, and is not shown. */
function problem(variable: string, got: string): ConfigError {
  return new ConfigError('environment', [`${variable}: got ${got}`]);
}
