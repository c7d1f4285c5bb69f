import type { Permission, Role } from '@app/auth';
import type { Credentials } from '../upstreams/credentials.js';

/** Identity is who a session acts as: what its page may show is known here, what it may do upstreams decide. */
export interface Identity {
  /** As the audit of ops names it. */
  readonly actor: string;
  readonly roles: readonly Role[];
  readonly permissions: readonly Permission[];
  readonly credentials: Credentials;
}
