import { createInterface } from 'node:readline/promises';
import { CommandError } from './command-error.ts';
import { EXIT } from './exit-codes.ts';

/** Screen is where a command shows what it does: results on standard output, remarks on standard error. */
export class Screen {
  line(text = ''): void {
    process.stdout.write(`${text}\n`);
  }

  /** event is a line with the time of day. */
  event(text: string): void {
    this.line(`${new Date().toISOString().slice(11, 19)}  ${text}`);
  }

  note(text: string): void {
    process.stderr.write(`${text}\n`);
  }

  /** table aligns columns; the first row is their heads. */
  table(rows: readonly (readonly string[])[]): void {
    const widths = (rows[0] ?? []).map((_, column) =>
      Math.max(...rows.map((row) => (row[column] ?? '').length)),
    );
    for (const row of rows) {
      this.line(`  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd());
    }
  }

  /** confirmed asks on a terminal, and throws where there is none. */
  async confirmed(question: string): Promise<boolean> {
    if (!process.stdin.isTTY || !process.stdout.isTTY) {
      const message = 'nobody is here to be asked: read the plan above, and say YES=1 to confirm it';
      throw new CommandError(EXIT.wrongUsage, message);
    }
    const asking = createInterface({ input: process.stdin, output: process.stdout });
    const closed = new Promise<string>((resolve) => asking.once('close', () => resolve('')));
    const answer = await Promise.race([asking.question(`${question} [y/N] `), closed]);
    asking.close();
    return /^y(es)?$/i.test(answer.trim());
  }
}
