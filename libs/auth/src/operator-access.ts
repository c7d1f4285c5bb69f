import { DomainError } from '@app/kernel';
import type { Caller } from './caller.js';
import { OPS_TOKEN_HOLDER, type Client } from './client.js';
import type { ClientRegistry } from './client-registry.js';
import { PageCheck, type TrustedPages } from './page-check.js';
import { SharedToken } from './shared-token.js';

const NO_CREDENTIALS =
  'no credentials are configured, so nobody is served: set OPS_CONTROLLER_TOKEN (at least 32 characters), ' +
  'or add a client with a role to clients.yaml';

/**
 * OperatorAccess decides who a caller of the operations plane is, or refuses. Unlike AccessPolicy it is never open:
 * a key of clients.yaml or the OPS_CONTROLLER_TOKEN is required of everybody, and Host and Origin are always checked.
 */
export class OperatorAccess {
  private readonly token: SharedToken | undefined;
  private readonly pages: PageCheck;

  /** Throws a ConfigError when the token is weak; undefined is no token. */
  constructor(
    private readonly clients: ClientRegistry,
    token: string | undefined,
    pages: TrustedPages,
  ) {
    this.token = token === undefined ? undefined : new SharedToken('OPS_CONTROLLER_TOKEN', token);
    this.pages = new PageCheck(pages);
  }

  /** Throws `no_credentials_configured`, `forbidden` for a foreign web page, or `unauthorized`. */
  admit(caller: Caller): Client {
    if (!this.isConfigured) {
      throw new DomainError('no_credentials_configured', NO_CREDENTIALS);
    }
    this.pages.refuseForeignHost(caller);
    this.pages.refuseForeignOrigin(caller);
    return this.holderOf(caller.key);
  }

  get isConfigured(): boolean {
    return this.token !== undefined || !this.clients.isEmpty;
  }

  private holderOf(key: string | undefined): Client {
    if (key === undefined) {
      throw new DomainError('unauthorized', 'a key is required: Authorization: Bearer <key>');
    }
    const bearsToken = this.token?.matches(key);
    const byFile = this.clients.find(key);
    const client = bearsToken ? OPS_TOKEN_HOLDER : byFile;
    if (!client) throw new DomainError('unauthorized', 'the key is not known');
    return client;
  }
}
