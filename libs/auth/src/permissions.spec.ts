import { PERMISSIONS, ROLES, hasPermission, type Permission, type Role } from './permissions.js';

const TABLE: Record<Role, Record<Permission, boolean>> = {
  viewer: { read: true, operate: false, deploy: false, cancel: false, administer: false, read_audit: false },
  operator: { read: true, operate: true, deploy: false, cancel: true, administer: false, read_audit: false },
  deployer: { read: true, operate: false, deploy: true, cancel: true, administer: false, read_audit: false },
  admin: { read: true, operate: true, deploy: true, cancel: true, administer: true, read_audit: true },
};
const cells = ROLES.flatMap((role) => PERMISSIONS.map((permission) => [role, permission] as const));

it.each(cells)('role %s, permission %s', (role, permission) => {
  expect(hasPermission({ roles: [role] }, permission)).toBe(TABLE[role][permission]);
});

it.each(PERMISSIONS)('without a role there is no permission to %s', (permission) => {
  expect(hasPermission({ roles: [] }, permission)).toBe(false);
});

it('roles add up', () => {
  const roles = ['operator', 'deployer'] as const;
  expect(PERMISSIONS.filter((permission) => hasPermission({ roles }, permission))).toEqual([
    'read',
    'operate',
    'deploy',
    'cancel',
  ]);
});
