import { open, rename, stat } from 'node:fs/promises';
import { join } from 'node:path';

const FILE = 'inbox.quarantine';
const FILE_BYTES = 4 * 1_048_576;
const ENTRY_CHARACTERS = 65_536;

/** InboxQuarantine keeps what came through the inbox and is no entry, in a file of bounded size and the one before it. */
export class InboxQuarantine {
  private readonly path: string;

  constructor(folder: string) {
    this.path = join(folder, FILE);
  }

  /** keep resolves when the fields are on the disk; throws what the disk throws. */
  async keep(id: string, fields: readonly string[], reason: string): Promise<void> {
    if ((await this.size()) > FILE_BYTES) await rename(this.path, `${this.path}.old`);
    const seen = JSON.stringify(fields).slice(0, ENTRY_CHARACTERS);
    await using file = await open(this.path, 'a', 0o600);
    await file.appendFile(`${JSON.stringify({ at: new Date().toISOString(), id, reason, seen })}\n`);
    await file.sync();
  }

  private async size(): Promise<number> {
    try {
      return (await stat(this.path)).size;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
      throw error;
    }
  }
}
