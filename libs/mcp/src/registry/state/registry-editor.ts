import type { AuditEntry } from '@app/audit';
import { DomainError, uuidv7 } from '@app/kernel';
import { resolveEnv } from '../env/env-values.js';
import { parseServersList } from '../files/servers-list.js';
import { parseRegistry, versionOf, type RegistryDocument, type RegistryItem } from '../registry-document.js';
import { serverId } from '../server-entry.js';
import { addition, disabling, enabling, removal, replacement } from './registry-change.js';
import type { RegistryChange, StoredRegistry } from './registry-change.js';
import type { ServerRegistry } from './server-registry.js';

/** Editor is who changes the registry, and by which request. */
export interface Editor {
  readonly actor: string;
  readonly requestId: string;
  /** Why, in their own words; kept in the audit. */
  readonly reason?: string;
}

/** AuditDoor takes an entry, or throws `audit_unavailable`. */
export type AuditDoor = (entry: AuditEntry) => Promise<unknown>;

/**
 * RegistryEditor changes the registry on the disk: one change after the other, each announced to the audit before it is
 * made and concluded after. All methods throw `audit_unavailable` (nothing was changed), `registry_invalid`,
 * `registry_conflict` and `registry_unwritable`; once they resolve, the registry's snapshot is the new one.
 */
export class RegistryEditor {
  /**
   * `report` hears of a change that was made and whose outcome the audit did not take; `forget` is asked to drop what is
   * kept of a server that was removed, and when it fails the removal may be asked for again.
   */
  constructor(
    private readonly registry: ServerRegistry,
    private readonly audit: AuditDoor,
    private readonly report: (error: unknown) => void,
    private readonly forget: (server: string) => Promise<void> = () => Promise.resolve(),
  ) {}

  /** add also enables. `mcp_server_not_found` without an entry for an unknown server; `env_missing`. */
  add(id: string, item: RegistryItem | undefined, editor: Editor) {
    return this.change(editor, (stored) => addition(stored, named(id), item));
  }

  remove(id: string, editor: Editor) {
    return this.change(editor, (stored) => removal(stored, id));
  }

  /** Throws `mcp_server_not_found` and `env_missing` as well. */
  enable(id: string, editor: Editor) {
    return this.change(editor, (stored) => enabling(stored, id));
  }

  /** Throws `mcp_server_not_found` as well. */
  disable(id: string, editor: Editor) {
    return this.change(editor, (stored) => disabling(stored, id));
  }

  /**
   * put replaces the whole document if its version is still `expected`. `*` stands for whatever is there, be it a file
   * that cannot be read.
   */
  put(document: RegistryDocument, expected: string, editor: Editor) {
    const whatever = expected === '*';
    return this.change(
      editor,
      (stored) => {
        if (!whatever && versionOf(stored.document) !== expected) throw changedMeanwhile();
        return replacement(stored, document);
      },
      whatever,
    );
  }

  private change<S extends string>(
    editor: Editor,
    plan: (stored: StoredRegistry) => RegistryChange<S>,
    whatever = false,
  ): Promise<S> {
    return this.registry.inTurn(async () => {
      const stored = await this.stored(whatever);
      const change = plan(stored);
      if (change.needs !== undefined) await this.requireEnv(change.needs);
      if (change.made !== undefined) await this.make(stored, change.made, editor);
      for (const server of change.drops ?? []) await this.forget(server);
      return change.status;
    });
  }

  private async stored(whatever: boolean): Promise<StoredRegistry> {
    const texts = await this.registry.files.read();
    const enabled = parseServersList(texts.list ?? '');
    if (texts.registry === undefined) return { texts, enabled, document: this.registry.inferred(enabled) };
    try {
      return { texts, enabled, document: parseRegistry(texts.registry) };
    } catch (error) {
      if (whatever && error instanceof DomainError) return { texts, enabled, document: new Map() };
      throw error;
    }
  }

  private async make(
    stored: StoredRegistry,
    { texts, metadata, action, resource }: NonNullable<RegistryChange<string>['made']>,
    { actor, requestId, reason }: Editor,
  ): Promise<void> {
    const event = { action, resource, actor, correlation_id: requestId };
    const about = { ...metadata, change: uuidv7(), ...(reason !== undefined && { reason }) };
    await this.audit({ ...event, result: 'intent', metadata: about });
    try {
      await this.registry.files.write(stored.texts, texts);
    } catch (error) {
      const code = error instanceof DomainError ? error.code : 'internal_error';
      await this.conclude({ ...event, result: 'error', metadata: { ...about, code } });
      throw error;
    }
    await this.conclude({ ...event, result: 'ok', metadata: about });
  }

  /** What was done stays done when the audit goes away in between; its intent is there. */
  private async conclude(entry: AuditEntry): Promise<void> {
    try {
      await this.audit(entry);
    } catch (error) {
      this.report(error);
    }
  }

  private async requireEnv({ entry }: RegistryItem): Promise<void> {
    const values = await this.registry.env.read(Object.keys(entry.env_schema));
    const { missing } = resolveEnv(entry.env_schema, values);
    if (missing.length === 0) return;
    const why = this.registry.env.problems.map((problem) => `; ${problem}`).join('');
    const message = `not set in mcp/.env, nor as a secret of the container: ${missing.join(', ')}${why}`;
    throw new DomainError('env_missing', message);
  }
}

function named(id: string): string {
  if (serverId.safeParse(id).success) return id;
  const message = 'server: wanted 1 to 63 lower-case letters, digits, "_" or "-"';
  throw new DomainError('registry_invalid', message, { param: 'server' });
}

function changedMeanwhile(): DomainError {
  const message = 'the registry is not what it was when you read it: read it again and make your change anew';
  return new DomainError('registry_conflict', message);
}
