import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import { DomainError } from '@app/kernel';
import { registryInvalid } from '../../registry/registry-invalid.js';
import { replaceFile } from '../../registry/files/replace-file.js';
import { serverId } from '../../registry/server-entry.js';
import { LockBook } from './lock-book.js';

/** Far beyond what the limits of a server add up to; a larger file is not ours. */
const MOST_BYTES = 256 * 1_048_576;

const seen = z.strictObject({
  hash: z.string().regex(/^(sha256:[0-9a-f]{64}|unreadable)$/),
  at: z.iso.datetime(),
  text: z.string().optional(),
});
const locked = z.strictObject({
  server: serverId,
  tool: z.string(),
  approved: seen.optional(),
  waiting: seen.optional(),
  blocked: z.iso.datetime().optional(),
});
const content = z.strictObject({ version: z.literal(1), tools: z.array(locked) });

/** LockFile keeps a LockBook in a file that other routers may write as well. */
export class LockFile {
  private stamp: string | undefined;

  constructor(private readonly path: string) {}

  /**
   * readIfChanged returns what the file holds, or undefined when it was read already or is not there. Throws
   * `registry_invalid`.
   */
  async readIfChanged(): Promise<LockBook | undefined> {
    try {
      const { dev, ino, size, mtimeNs } = await stat(this.path, { bigint: true });
      const stamp = [dev, ino, size, mtimeNs].join(' ');
      if (stamp === this.stamp) return undefined;
      this.stamp = stamp;
      if (size > MOST_BYTES) throw this.invalid(`is larger than ${MOST_BYTES} bytes`);
      return this.bookOf(await readFile(this.path, 'utf8'));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
      throw error instanceof DomainError
        ? error
        : this.invalid(`cannot be read: ${code ?? 'unknown reason'}`);
    }
  }

  /** write replaces the file; it is read again afterwards, as somebody else may have written it since. */
  async write(book: LockBook): Promise<void> {
    await replaceFile(this.path, JSON.stringify({ version: 1, tools: book.all() }, null, 1));
    this.stamp = undefined;
  }

  private bookOf(text: string): LockBook {
    const { data, error } = content.safeParse(this.parsed(text));
    if (data !== undefined) return new LockBook(data.tools);
    const problems = error.issues.map(({ path, message }) => ({ field: path.join('.'), problem: message }));
    throw registryInvalid(basename(this.path), problems);
  }

  private parsed(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch (error) {
      if (error instanceof SyntaxError) throw this.invalid('is not JSON');
      throw error;
    }
  }

  private invalid(problem: string): DomainError {
    return registryInvalid(basename(this.path), [{ field: '', problem }]);
  }
}
