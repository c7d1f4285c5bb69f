import { isIP } from 'node:net';
import { AddressGuard, DomainError } from '@app/kernel';
import type { WebhookRules } from './routing-parts.js';
import { allows, bareHost, privateHost, webhookRule, type WebhookRule } from './webhook-rules.js';

/**
 * WebhookTargets says where alerts may be posted to: nowhere but to what is allowed, and to public addresses alone unless
 * the host is named as private. Names are looked up when the socket connects, by `guard.lookup`.
 */
export class WebhookTargets {
  readonly guard: AddressGuard;
  private readonly rules: readonly WebhookRule[];
  private readonly privateHosts: ReadonlySet<string>;

  /** Throws a ConfigError. */
  constructor({ allowed, privateHosts }: WebhookRules) {
    this.rules = allowed.map(webhookRule);
    this.privateHosts = new Set(privateHosts.map(privateHost));
    this.guard = new AddressGuard(this.privateHosts);
  }

  /** Throws `webhooks_off`, `invalid_argument` and `webhook_not_allowed`. */
  async target(destination: string | undefined): Promise<URL> {
    if (this.rules.length === 0)
      throw refused('webhooks_off', 'webhooks are off: TRAINING_WEBHOOK_ALLOW names no target');
    const url = urlOf(destination);
    if (!this.rules.some((rule) => allows(rule, url)))
      throw refused('webhook_not_allowed', 'got a URL that TRAINING_WEBHOOK_ALLOW does not allow');
    await this.checkHost(bareHost(url.hostname));
    return url;
  }

  /** Sockets look up no address, and the guard lets `localhost` pass. */
  private async checkHost(host: string): Promise<void> {
    if (this.privateHosts.has(host)) return;
    const isPublic = host !== 'localhost' && (isIP(host) === 0 || (await this.isPublic(host)));
    if (!isPublic)
      throw refused(
        'webhook_not_allowed',
        'got a host that is not public; TRAINING_WEBHOOK_PRIVATE_HOSTS names such',
      );
  }

  private isPublic(address: string): Promise<boolean> {
    return new Promise((resolve) => {
      this.guard.lookup(address, { all: true }, (error) => resolve(error === null));
    });
  }
}

/** shownTarget is a target without what may be secret: its path and its query. */
export function shownTarget(url: URL): string {
  return url.pathname === '/' && url.search === '' ? url.origin : `${url.origin}/…`;
}

function urlOf(destination: string | undefined): URL {
  const url = destination === undefined ? null : URL.parse(destination);
  if (url === null) throw refused('invalid_argument', 'wanted the URL of a webhook');
  if (url.username !== '' || url.password !== '')
    throw refused('invalid_argument', 'got a URL with a user name or a password, wanted one without');
  return url;
}

function refused(code: string, message: string): DomainError {
  return new DomainError(code, message, { param: 'destination' });
}
