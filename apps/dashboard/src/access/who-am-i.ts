import { OPS_TOKEN_HOLDER, PERMISSIONS, ROLES } from '@app/auth';
import { DomainError, isJsonObject, uuidv7, type JsonValue } from '@app/kernel';
import { z } from 'zod';
import type { Credentials } from '../upstreams/credentials.js';
import type { UpstreamReader } from '../upstreams/upstream-reader.js';
import type { Identity } from './identity.js';

const who = z.looseObject({
  id: z.string().min(1).max(256),
  roles: z.array(z.string()),
  permissions: z.array(z.string()),
});

const ANSWER_MS = 5_000;

/** WhoAmI asks ops whose key it is, so that what a page shows is what upstreams decide. */
export class WhoAmI {
  constructor(private readonly reader: Pick<UpstreamReader, 'json'>) {}

  /** ask throws `upstream_refused_credentials` for a key that nobody has, and `upstream_unavailable`. */
  async ask(credentials: Credentials, requestId: string = `req-${uuidv7()}`): Promise<Identity> {
    const signal = AbortSignal.timeout(ANSWER_MS);
    const question = { upstream: 'ops' as const, path: '/whoami', credentials, requestId, signal };
    try {
      return { ...identityIn(await this.reader.json(question)), credentials };
    } catch (error) {
      if (signal.aborted)
        throw new DomainError('upstream_unavailable', 'ops does not answer', { upstream: 'ops' });
      throw error;
    }
  }
}

/** isOwner tells whether these credentials are those that the whole installation is operated with. */
export function isOwner({ actor }: Identity): boolean {
  return actor === OPS_TOKEN_HOLDER.id;
}

function identityIn(answer: JsonValue): Omit<Identity, 'credentials'> {
  const { data } = who.safeParse(isJsonObject(answer) ? answer : {});
  if (data === undefined) {
    throw new DomainError('upstream_malformed', 'ops does not say who holds a key', { upstream: 'ops' });
  }
  const roles = ROLES.filter((role) => data.roles.includes(role));
  const permissions = PERMISSIONS.filter((permission) => data.permissions.includes(permission));
  return { actor: data.id, roles, permissions };
}
