import { DomainError } from '@app/kernel';
import type { JsonAnswer } from '@app/tool-server';
import { z } from 'zod';
import type { VaultClient } from './vault-client.js';

const version = z.object({ version: z.int(), created_time: z.string() });
const ended = z.object({ data: z.object({ metadata: version.extend({ destroyed: z.boolean() }) }) });
const keysOnly = z.object({
  data: z.object({ subkeys: z.record(z.string(), z.unknown()), metadata: version }),
});
const whole = z.object({ data: z.object({ data: z.record(z.string(), z.unknown()), metadata: version }) });
const written = z.object({ data: version });
const listed = z.object({ data: z.object({ keys: z.array(z.string()) }) });

export type SecretVersion = z.output<typeof version>;
type Path = readonly string[];
/** The values of a secret's keys. */
export type SecretData = Readonly<Record<string, unknown>>;

export interface Wanted {
  readonly path: Path;
  /** The newest when there is none. */
  readonly version?: number | undefined;
  readonly signal: AbortSignal;
}

export interface Change {
  readonly path: Path;
  readonly data: SecretData;
  /** The version that the secret must have; 0 = it must not be there. */
  readonly cas?: number | undefined;
  readonly signal: AbortSignal;
}

/** KvStore is one mount of Vault's KV engine, version 2, below a prefix that no call leaves. */
export class KvStore {
  constructor(
    private readonly vault: VaultClient,
    private readonly mount: Path,
    private readonly prefix: Path,
  ) {}

  /** keys returns the names of a secret's keys; the values do not leave Vault. */
  async keys(wanted: Wanted): Promise<SecretVersion & { keys: readonly string[] }> {
    const answer = await this.get('subkeys', wanted, { depth: '1' });
    const { subkeys, metadata } = this.understood(keysOnly, answer);
    return { ...metadata, keys: Object.keys(subkeys) };
  }

  /** read returns a secret with its values. */
  async read(wanted: Wanted): Promise<SecretVersion & { data: SecretData }> {
    const { data, metadata } = this.understood(whole, await this.get('data', wanted, {}));
    return { ...metadata, data };
  }

  /** write makes a new version, which has the keys of `data` and no others. */
  write({ path, data, cas, signal }: Change): Promise<SecretVersion> {
    const body = { data, options: { cas } };
    const call = { method: 'POST' as const, path: this.at('data', path), body, signal };
    return this.change(call);
  }

  /** merge makes a new version, which has the keys of the newest one besides those of `data`. */
  merge({ path, data, cas, signal }: Change): Promise<SecretVersion> {
    const body = { data, options: { cas } };
    const contentType = 'application/merge-patch+json';
    return this.change({ method: 'PATCH', path: this.at('data', path), body, contentType, signal });
  }

  /** list returns the names in a folder; those of folders end with a slash. A folder that is not there is empty. */
  async list(path: Path, signal: AbortSignal): Promise<readonly string[]> {
    const deed = 'list secrets';
    const query = { list: 'true' };
    const answer = await this.vault.call({
      method: 'GET',
      path: this.at('metadata', path),
      query,
      signal,
      deed,
    });
    return answer.status === 404 ? [] : this.understood(listed, answer).keys;
  }

  /** delete marks the newest version, or the given ones, as deleted; they can be brought back. */
  async delete(path: Path, versions: readonly number[] | undefined, signal: AbortSignal): Promise<void> {
    const deed = 'delete the secret';
    const answer =
      versions === undefined
        ? await this.vault.call({ method: 'DELETE', path: this.at('data', path), signal, deed })
        : await this.vault.call({
            method: 'POST',
            path: this.at('delete', path),
            body: { versions },
            signal,
            deed,
          });
    if (answer.status === 404) throw this.missing(answer);
  }

  private async get(what: string, { path, version, signal }: Wanted, query: Record<string, string>) {
    const asked = version === undefined ? query : { ...query, version: String(version) };
    const deed = 'read the secret';
    const answer = await this.vault.call({
      method: 'GET',
      path: this.at(what, path),
      query: asked,
      signal,
      deed,
    });
    if (answer.status === 404) throw this.missing(answer);
    return answer;
  }

  private async change(call: Omit<Parameters<VaultClient['call']>[0], 'deed'>): Promise<SecretVersion> {
    const answer = await this.vault.call({ ...call, deed: 'change the secret' });
    if (answer.status === 404) throw this.missing(answer);
    return this.understood(written, answer);
  }

  private at(what: string, path: Path): Path {
    return [...this.mount, what, ...this.prefix, ...path];
  }

  private missing({ body }: JsonAnswer): DomainError {
    const { success, data } = ended.safeParse(body);
    if (!success) return notFound('secret_not_found', 'there is no such secret, or no such version of it');
    const { version: number, destroyed } = data.data.metadata;
    if (destroyed) return notFound('secret_destroyed', `version ${number} was destroyed`);
    return notFound('secret_deleted', `version ${number} was deleted; an operator can bring it back`);
  }

  private understood<T>(schema: z.ZodType<{ data: T }>, { body }: JsonAnswer): T {
    const { success, data } = schema.safeParse(body);
    if (success) return data.data;
    const message =
      'Vault answered with something that KV version 2 does not say; VAULT_KV_MOUNT may be of version 1';
    throw new DomainError('upstream_malformed', message, { upstream: 'Vault' });
  }
}

function notFound(code: string, message: string): DomainError {
  return new DomainError(code, message, { param: 'path' });
}
