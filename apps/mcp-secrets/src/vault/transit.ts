import { DomainError } from '@app/kernel';
import { z } from 'zod';
import type { VaultClient } from './vault-client.js';
import { vaultFailure } from './vault-failure.js';

const encrypted = z.object({ data: z.object({ ciphertext: z.string() }) });
const decrypted = z.object({ data: z.object({ plaintext: z.base64() }) });

/** Transit encrypts and decrypts with one key that never leaves Vault. */
export class Transit {
  constructor(
    private readonly vault: VaultClient,
    private readonly mount: readonly string[],
    private readonly key: string,
  ) {}

  async encrypt(plaintext: Buffer, signal: AbortSignal): Promise<string> {
    const body = { plaintext: plaintext.toString('base64') };
    return (await this.ask('encrypt', body, encrypted, signal)).ciphertext;
  }

  async decrypt(ciphertext: string, signal: AbortSignal): Promise<Buffer> {
    const { plaintext } = await this.ask('decrypt', { ciphertext }, decrypted, signal);
    return Buffer.from(plaintext, 'base64');
  }

  private async ask<T>(
    verb: 'encrypt' | 'decrypt',
    body: object,
    schema: z.ZodType<{ data: T }>,
    signal: AbortSignal,
  ): Promise<T> {
    const path = [...this.mount, verb, this.key];
    const answer = await this.vault.call({
      method: 'POST',
      path,
      body,
      signal,
      deed: `${verb} with its key`,
    });
    if (answer.status === 404) throw vaultFailure(answer, verb);
    const { success, data } = schema.safeParse(answer.body);
    if (success) return data.data;
    throw new DomainError('upstream_malformed', 'Vault answered with something that transit does not say');
  }
}
