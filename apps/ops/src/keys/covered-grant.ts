import { hasPermission, OPS_TOKEN_HOLDER, PERMISSIONS, type Client, type Role } from '@app/auth';
import { anyMatches, DomainError } from '@app/kernel';

export interface Grant {
  readonly roles: readonly Role[];
  readonly scopes: Readonly<Record<Scope, readonly string[]>>;
}

const SCOPES = ['models', 'tools', 'nodes', 'services'] as const;
type Scope = (typeof SCOPES)[number];

/**
 * refuseWider throws `forbidden` when a key would be given more than its maker has: nobody makes a way around what was
 * kept from them. The holder of the OPS_CONTROLLER_TOKEN owns the installation, and gives what it likes.
 */
export function refuseWider(maker: Client | undefined, { roles, scopes }: Grant): void {
  if (maker?.id === OPS_TOKEN_HOLDER.id) return;
  const given = PERMISSIONS.filter((permission) => hasPermission({ roles }, permission));
  const missing = given.find((permission) => maker === undefined || !hasPermission(maker, permission));
  if (missing !== undefined) throw wider(`roles: they may ${missing}`);
  for (const scope of SCOPES) {
    const beyond = scopes[scope].find((pattern) => !anyMatches(maker?.[scope] ?? [], pattern));
    if (beyond !== undefined) throw wider(`scopes.${scope}: ${JSON.stringify(beyond)}`);
  }
}

function wider(what: string): DomainError {
  return new DomainError('forbidden', `a key may have no more than its maker has; ${what} is more`);
}
