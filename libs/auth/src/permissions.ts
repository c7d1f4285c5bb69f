export const ROLES = ['viewer', 'operator', 'deployer', 'admin'] as const;
export type Role = (typeof ROLES)[number];

export const PERMISSIONS = ['read', 'operate', 'deploy', 'cancel', 'administer', 'read_audit'] as const;
/**
 * Permission is what a route asks of its caller: `read` looks; `operate` starts, stops, restarts and brings up;
 * `deploy` pulls, deploys and rolls back; `cancel` ends jobs, each of which asks for the permission to start its like as
 * well; `administer` changes the control plane; `read_audit` reads who did what.
 */
export type Permission = (typeof PERMISSIONS)[number];

/** Who may do what; what is not listed is refused. A deployer, which CI is, stands beside the operator, not above. */
const GRANTS: Readonly<Record<Role, readonly Permission[]>> = {
  viewer: ['read'],
  operator: ['read', 'operate', 'cancel'],
  deployer: ['read', 'deploy', 'cancel'],
  admin: PERMISSIONS,
};

/** hasPermission tells whether any of the client's roles grants the permission; scopes then say where it holds. */
export function hasPermission(client: { readonly roles: readonly Role[] }, permission: Permission): boolean {
  return client.roles.some((role) => GRANTS[role].includes(permission));
}
