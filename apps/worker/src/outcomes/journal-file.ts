import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { JournalLine } from './journal-line.js';

const FILE = 'journal.jsonl';

/** JournalFile is lines that are on the disk when they are written, one after the other. */
export class JournalFile {
  private readonly path: string;
  private last: Promise<void> = Promise.resolve();

  constructor(private readonly folder: string) {
    this.path = join(folder, FILE);
  }

  /** read returns the lines as text; what a crash left unfinished is the last of them. */
  async read(): Promise<string[]> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    try {
      return (await readFile(this.path, 'utf8')).split('\n').filter((line) => line !== '');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  }

  /** append throws what the disk throws. Each line begins with a line end, so that half a line spoils no other. */
  append(line: JournalLine): Promise<void> {
    return this.inTurn(async () => {
      await using file = await open(this.path, 'a', 0o600);
      await file.appendFile(`\n${JSON.stringify(line)}`);
      await file.sync();
    });
  }

  /** replace writes all lines anew; a crash leaves the old ones or the new. */
  replace(lines: readonly JournalLine[]): Promise<void> {
    return this.inTurn(async () => {
      const next = `${this.path}.new`;
      {
        await using file = await open(next, 'w', 0o600);
        await file.writeFile(lines.map((line) => `\n${JSON.stringify(line)}`).join(''));
        await file.sync();
      }
      await rename(next, this.path);
      await using folder = await open(this.folder);
      await folder.sync();
    });
  }

  /** settled resolves when nothing is being written. */
  async settled(): Promise<void> {
    await this.last.catch(() => undefined);
  }

  private inTurn(write: () => Promise<void>): Promise<void> {
    const done = this.last.catch(() => undefined).then(write);
    this.last = done;
    return done;
  }
}
