import { PERMISSIONS } from '@app/auth';
import type { Logger } from '@app/http';
import { DomainError } from '@app/kernel';
import type { Identity } from '../access/identity.js';
import type { LoginAudit } from '../access/login-audit.js';
import type { OwnSecrets } from '../access/own-secrets.js';
import { isOwner, type WhoAmI } from '../access/who-am-i.js';
import { clientCredentials, type Credentials } from '../upstreams/credentials.js';
import { UpstreamRefusal } from '../upstreams/upstream-reader.js';
import type { AttemptLimit } from './attempt-limit.js';

export const HOW_TO_SET_UP =
  'no way to sign in is set up: set DASHBOARD_PASSWORD (8 characters or more), or add a client with a role to ' +
  'clients.yaml and sign in with its key; `make start` makes a password by itself';

/** What ops says while nobody has a key there. */
export const NO_CREDENTIALS = 'no_credentials_configured';

/** Visitor is who tries to get in. */
export interface Visitor {
  readonly address: string;
  readonly requestId: string;
}

export type SignInMethod = 'password' | 'token';

export interface SignInParts {
  readonly secrets: OwnSecrets;
  readonly whoAmI: WhoAmI;
  readonly owner: Credentials;
  readonly limit: AttemptLimit;
  readonly audit: LoginAudit;
  readonly logger: Logger;
}

/** SignIn decides whether a secret lets its bearer in, and as whom. */
export class SignIn {
  constructor(private readonly parts: SignInParts) {}

  /** withPassword throws `sign_in_not_configured`, `sign_in_refused` or `too_many_sign_ins`. */
  withPassword(password: string, visitor: Visitor): Promise<Identity> {
    return this.attempt('password', visitor, async () => {
      const { secrets } = this.parts;
      if (!secrets.hasPassword) throw new DomainError('sign_in_not_configured', HOW_TO_SET_UP);
      if (!secrets.isPassword(password)) throw refused('the password is wrong');
      return this.owner(visitor.requestId);
    });
  }

  /** withToken takes the dashboard's own token and any client's key; throws also `upstream_unavailable`. */
  withToken(token: string, visitor: Visitor): Promise<Identity> {
    return this.attempt('token', visitor, async () => {
      if (this.parts.secrets.isToken(token)) return this.owner(visitor.requestId);
      return this.client(token, visitor.requestId);
    });
  }

  /** script tells who calls with a header: the dashboard's own token, or its password. Nobody else is let in so. */
  script(method: SignInMethod, secret: string, visitor: Visitor): Promise<Identity> {
    const { secrets, limit } = this.parts;
    const giveBack = limit.take(visitor.address);
    if (!(method === 'token' ? secrets.isToken(secret) : secrets.isPassword(secret))) {
      return Promise.reject(refused(`the ${method} is wrong`));
    }
    giveBack();
    return this.owner(visitor.requestId);
  }

  /** owner acts with this server's own keys. When ops cannot say what they may do, they are taken for an admin's. */
  async owner(requestId: string): Promise<Identity> {
    const { owner, whoAmI, logger } = this.parts;
    try {
      return await whoAmI.ask(owner, requestId);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      logger.warn({ request_id: requestId, reason: error.message }, 'ops does not say what the owner may do');
      return { actor: 'owner', roles: ['admin'], permissions: PERMISSIONS, credentials: owner };
    }
  }

  private async client(token: string, requestId: string): Promise<Identity> {
    try {
      const identity = await this.parts.whoAmI.ask(clientCredentials(token), requestId);
      // The key of all operations is none of the data plane's, where its bearer has this server's keys.
      return isOwner(identity) ? { ...identity, credentials: this.parts.owner } : identity;
    } catch (error) {
      if (!(error instanceof UpstreamRefusal)) throw error;
      if (error.status === 401) throw refused('the token is not known');
      if (error.upstreamCode === NO_CREDENTIALS)
        throw new DomainError('sign_in_not_configured', HOW_TO_SET_UP);
      throw error;
    }
  }

  private async attempt(
    method: SignInMethod,
    visitor: Visitor,
    check: () => Promise<Identity>,
  ): Promise<Identity> {
    const giveBack = this.parts.limit.take(visitor.address);
    try {
      const identity = await check();
      giveBack();
      this.parts.audit.signedIn(identity.actor, method, visitor);
      return identity;
    } catch (error) {
      const { code } = error as { code?: unknown };
      if (code === 'sign_in_refused') this.parts.audit.refused(method, visitor);
      else giveBack();
      throw error;
    }
  }
}

function refused(message: string): DomainError {
  return new DomainError('sign_in_refused', message);
}
