import { dashboardKeyUsesRead, opsKeysCreate, opsKeysList, opsKeysRevoke } from './generated/index.js';
import type {
  DashboardKeyUsesAnswer,
  OpsKeyBody,
  OpsKeyEntry,
  OpsKeyList,
  OpsRevokedKey,
} from './generated/index.js';
import { readKnownTools, readServers } from './tool-registry.js';

export type KeyEntry = OpsKeyEntry;
export type RevokedKey = OpsRevokedKey;
export type KeyList = OpsKeyList;
export type KeyUses = DashboardKeyUsesAnswer;
export type KeyWish = Omit<OpsKeyBody, 'confirm' | 'dry_run'>;

export function readKeys(signal: AbortSignal): Promise<KeyList> {
  return opsKeysList({ signal });
}

export function readKeyUses(signal: AbortSignal): Promise<KeyUses> {
  return dashboardKeyUsesRead({ signal });
}

/** makeKey resolves with the key itself, which is told this once. */
export async function makeKey(wish: KeyWish): Promise<string> {
  const { key = '' } = await opsKeysCreate({ body: { ...wish, confirm: true } });
  return key;
}

/** checkRevocation looks only; throws a Problem when the key could not be revoked. */
export async function checkRevocation(id: string, signal: AbortSignal): Promise<void> {
  await opsKeysRevoke({ path: { id }, body: { dry_run: true }, signal });
}

export async function revokeKey(id: string, reason: string, signal: AbortSignal): Promise<void> {
  const why = reason === '' ? {} : { reason };
  await opsKeysRevoke({ path: { id }, body: { confirm: true, ...why }, signal });
}

/** Asked for each server on its own: more would be a storm. */
const MOST_SERVERS = 40;

/** readToolNames are the tools that the router has ever seen, as scopes name them: `github/create_issue`. */
export async function readToolNames(signal: AbortSignal): Promise<readonly string[]> {
  const { enabled } = await readServers(signal);
  const lists = await Promise.all(
    enabled.slice(0, MOST_SERVERS).map(async (server) => {
      const tools = await readKnownTools(server, signal);
      return tools.map(({ tool }) => `${server}/${tool}`);
    }),
  );
  return lists.flat();
}
