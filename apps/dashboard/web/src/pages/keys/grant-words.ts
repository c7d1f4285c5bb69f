import type { KeyEntry } from '../../api/keys.js';
import type { Permission } from '../../session/use-session.js';

export type Role = KeyEntry['roles'][number];
export type Scopes = KeyEntry['scopes'];

export interface Grant {
  readonly roles: readonly Role[];
  readonly scopes: Scopes;
}

/** The roles in the order of what they may, as the platform grants them. */
export const ROLES: readonly { readonly value: Role; readonly label: string; readonly hint: string }[] = [
  { value: 'viewer', label: 'Viewer', hint: 'looks' },
  { value: 'operator', label: 'Operator', hint: 'looks; starts, stops and restarts' },
  { value: 'deployer', label: 'Deployer', hint: 'looks; pulls, deploys and rolls back' },
  { value: 'admin', label: 'Admin', hint: 'all of it, keys and the audit as well' },
];

const GRANTS: Readonly<Record<Role, readonly Permission[]>> = {
  viewer: ['read'],
  operator: ['read', 'operate', 'cancel'],
  deployer: ['read', 'deploy', 'cancel'],
  admin: ['read', 'operate', 'deploy', 'cancel', 'administer', 'read_audit'],
};

export interface GrantWords {
  readonly may: readonly string[];
  readonly mayNot: readonly string[];
}

/** grantWords says what a key may do and what it may not, a line each; all that it says starts with a verb. */
export function grantWords(grant: Grant): GrantWords {
  const lines = [...callLines(grant.scopes), ...operationLines(grant), ...planeLines(grant)];
  return {
    may: lines.filter(([is]) => is).map(([, words]) => words),
    mayNot: lines.filter(([is]) => !is).map(([, words]) => words),
  };
}

type Line = readonly [may: boolean, words: string];

function callLines({ models, tools }: Scopes): Line[] {
  return [
    models.length === 0 ? [false, 'Call any model'] : [true, `Call ${named(models, 'model')}`],
    tools.length === 0 ? [false, 'Use any tool'] : [true, `Use ${named(tools, 'tool')}`],
  ];
}

function operationLines({ roles, scopes }: Grant): Line[] {
  const may = permissionsOf(roles);
  if (!may.has('read')) return [[false, 'See or change any service, node or job: it has no role']];
  const where = whereWords(scopes);
  if (where === undefined)
    return [[false, 'See or change any service: its scopes name no node or no service']];
  return [
    [true, `See ${where}, with logs and jobs`],
    may.has('operate')
      ? [true, `Start, stop, restart and bring up ${where}; cancel such jobs`]
      : [false, 'Start, stop or restart anything'],
    may.has('deploy')
      ? [true, `Pull, deploy and roll back ${where}; cancel such jobs`]
      : [false, 'Pull, deploy or roll back anything'],
  ];
}

function planeLines({ roles }: Grant): Line[] {
  const may = permissionsOf(roles);
  return [
    may.has('administer')
      ? [true, 'Make and revoke keys, and change tool servers']
      : [false, 'Make or revoke keys'],
    may.has('read_audit') ? [true, 'Read the audit'] : [false, 'Read the audit'],
  ];
}

function permissionsOf(roles: readonly Role[]): ReadonlySet<Permission> {
  return new Set(roles.flatMap((role) => GRANTS[role]));
}

/** scopeLines is the short form of the table, a line for each kind of thing that a key reaches. */
export function scopeLines({ roles, scopes }: Grant): readonly string[] {
  const { models, tools } = scopes;
  const where = roles.length === 0 ? undefined : whereWords(scopes);
  const lines = [
    models.length === 0 ? undefined : named(models, 'model'),
    tools.length === 0 ? undefined : named(tools, 'tool'),
    where,
  ];
  return lines.filter((line) => line !== undefined);
}

function whereWords({ nodes, services }: Scopes): string | undefined {
  if (nodes.length === 0 || services.length === 0) return undefined;
  return `${named(services, 'service')} on ${named(nodes, 'node')}`;
}

/** More names than these are counted: the rest is in the file, and in the tip of the cell. */
const SHOWN = 3;

function named(patterns: readonly string[], what: string): string {
  if (patterns.includes('*')) return `every ${what}`;
  const shown = patterns.slice(0, SHOWN).join(', ');
  const more = patterns.length - SHOWN;
  return `${what}${patterns.length === 1 ? '' : 's'} ${shown}${more > 0 ? ` and ${more} more` : ''}`;
}
