import type { ClientFiles, KeysFile } from '@app/auth';

type Written = ClientFiles['writtenClients'][number];
type Made = KeysFile['clients'][number];

/** keyViews are all keys without their hashes: those of clients.yaml first, which only a person can change. */
export function keyViews(
  written: readonly Written[],
  made: readonly Made[],
  uses: ReadonlyMap<string, number>,
) {
  const ids = new Set(written.map(({ id }) => id));
  const hidden = made.filter(({ id }) => !ids.has(id));
  return [
    ...written.map((client) => ({ ...viewOf(client, uses), source: 'clients.yaml' as const })),
    ...hidden.map((client) => ({ ...viewOf(client, uses), source: 'ops' as const, ...originOf(client) })),
  ];
}

function viewOf({ id, roles, scopes, expires_at }: Written, uses: ReadonlyMap<string, number>) {
  const used = uses.get(id);
  return {
    id,
    roles: [...roles],
    scopes,
    expires_at: expires_at ?? null,
    used_at: used === undefined ? null : new Date(used).toISOString(),
  };
}

function originOf({ created_at, created_by, note }: Made) {
  return { created_at, created_by, note: note ?? null };
}
