import type { AuditEntry, AuditLog } from '@app/audit';
import {
  mintKey,
  OPS_TOKEN_HOLDER,
  storedForm,
  type Client,
  type ClientFiles,
  type KeysFile,
} from '@app/auth';
import { DomainError, type JsonObject } from '@app/kernel';
import { confirmRequired } from '../changes/confirm-required.js';
import type { ChangeCaller } from '../changes/change.js';
import { refuseWider, type Grant } from './covered-grant.js';
import type { KeyBook } from './key-book.js';
import { keyViews } from './key-view.js';

export interface KeyWish extends Grant {
  readonly id: string;
  readonly expires_at?: string;
  readonly note?: string;
  readonly confirm?: boolean;
  readonly dry_run?: boolean;
}

export interface KeyParts {
  readonly files: ClientFiles;
  readonly made: KeyBook;
  readonly audit: AuditLog;
}

/** Revocation says how a key is revoked: looked at only, or done; and why, for the audit. */
export interface Revocation extends Pick<KeyWish, 'confirm' | 'dry_run'> {
  readonly reason?: string;
}

type Caller = Pick<ChangeCaller, 'client' | 'requestId'>;

/** KeyDesk makes and revokes the keys of clients. A key is told once, to who made it; the file has its hash. */
export class KeyDesk {
  constructor(private readonly parts: KeyParts) {}

  list() {
    const { files, made } = this.parts;
    return {
      keys: keyViews(files.writtenClients, made.keys.clients, files.registry.lastUses()),
      revoked: [...made.keys.revoked],
    };
  }

  /**
   * create answers with the key itself, this once. Throws `invalid_request`, `key_exists`, `forbidden` when it would have more than its
   * maker, `confirm_required`, `audit_unavailable`, `keys_unwritable`, `too_many_keys`.
   */
  async create(wish: KeyWish, caller: Caller) {
    this.refuseTaken(wish.id);
    refuseWider(caller.client, wish);
    refusePast(wish.expires_at);
    const would = `make a key for ${wish.id}`;
    if (wish.dry_run === true) return { would };
    if (wish.confirm !== true) throw confirmRequired(would);
    const key = mintKey();
    const client = entryOf(wish, key, actorOf(caller.client));
    const entry = { action: 'key_create' as const, resource: `key/${wish.id}`, metadata: grantOf(wish) };
    await this.change(entry, caller, (content) => {
      this.refuseTaken(wish.id);
      return { ...content, clients: [...content.clients, client] };
    });
    return { ok: true, id: wish.id, key, expires_at: wish.expires_at ?? null };
  }

  /** revoke throws `key_not_found`, `key_in_file`, `key_is_own`, and as `create` does. */
  async revoke(id: string, { confirm, dry_run, reason }: Revocation, caller: Caller) {
    this.refuseOthers(id, caller.client);
    const would = `revoke the key of ${id}`;
    if (dry_run === true) return { would };
    if (confirm !== true) throw confirmRequired(would);
    const gone = { id, revoked_at: new Date().toISOString(), revoked_by: actorOf(caller.client) };
    const metadata = reason === undefined ? {} : { reason };
    await this.change({ action: 'key_revoke', resource: `key/${id}`, metadata }, caller, (content) => {
      this.refuseOthers(id, caller.client);
      const clients = content.clients.filter((client) => client.id !== id);
      return { clients, revoked: [...content.revoked, gone] };
    });
    return { ok: true, id, action: 'revoked' };
  }

  /** The audit is told first: what it cannot hold does not happen. */
  private async change(
    entry: Pick<AuditEntry, 'action' | 'resource' | 'metadata'>,
    { client, requestId }: Caller,
    edit: (content: KeysFile) => KeysFile,
  ): Promise<void> {
    const { made, files, audit } = this.parts;
    const event = { ...entry, actor: actorOf(client), correlation_id: requestId };
    let told = false;
    try {
      const content = await made.change(async (before) => {
        const after = edit(before);
        await audit.append({ ...event, result: 'ok' });
        told = true;
        return after;
      });
      files.registry.replaceMade(content);
    } catch (error) {
      if (told) await audit.append({ ...event, result: 'error' });
      throw error;
    }
  }

  private refuseTaken(id: string): void {
    const { files, made } = this.parts;
    const taken = [OPS_TOKEN_HOLDER, ...files.writtenClients, ...made.keys.clients, ...made.keys.revoked];
    if (!taken.some((known) => known.id === id)) return;
    throw new DomainError('key_exists', `id: ${id} is or was the name of a key; take another`, {
      param: 'id',
    });
  }

  private refuseOthers(id: string, caller: Client | undefined): void {
    const { files, made } = this.parts;
    if (files.writtenClients.some((client) => client.id === id)) {
      throw new DomainError('key_in_file', `${id} stands in clients.yaml; take it out there`);
    }
    if (!made.keys.clients.some((client) => client.id === id)) {
      throw new DomainError('key_not_found', 'there is no key of that name', { param: 'id' });
    }
    if (caller?.id === id) throw new DomainError('key_is_own', 'a key cannot revoke itself; use another');
  }
}

function entryOf(wish: KeyWish, key: string, maker: string): KeysFile['clients'][number] {
  const { id, roles, scopes, expires_at, note } = wish;
  return {
    id,
    key_hash: storedForm(key),
    roles: [...roles],
    scopes: {
      models: [...scopes.models],
      tools: [...scopes.tools],
      nodes: [...scopes.nodes],
      services: [...scopes.services],
    },
    created_at: new Date().toISOString(),
    created_by: maker,
    ...(expires_at !== undefined && { expires_at }),
    ...(note !== undefined && { note }),
  };
}

function grantOf({ roles, scopes, expires_at }: KeyWish): JsonObject {
  return {
    roles: [...roles],
    ...Object.fromEntries(Object.entries(scopes).map(([scope, patterns]) => [scope, [...patterns]])),
    ...(expires_at !== undefined && { expires_at }),
  };
}

function refusePast(expiry: string | undefined): void {
  if (expiry === undefined || (isTime(expiry) && Date.parse(expiry) > Date.now())) return;
  const message = 'expires_at: got a time that is past or is none, wanted one to come';
  throw new DomainError('invalid_request', message, { param: 'expires_at' });
}

/** A date that no calendar has, such as the 30th of February, is read as another; the file would not take it. */
function isTime(text: string): boolean {
  const at = Date.parse(text);
  return !Number.isNaN(at) && new Date(at).toISOString().slice(0, 19) === text.slice(0, 19);
}

function actorOf(client: Client | undefined): string {
  return client?.id ?? 'unknown';
}
