import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { DomainError } from '@app/kernel';
import { idleResult, type Delivery, type RouteResult, type Sink } from './sink.js';

const NEW_LINE = 0x0a;
const MODE = 0o640;
/** A link that was put there since the path was checked is not followed. */
const APPEND = constants.O_RDWR | constants.O_CREAT | constants.O_APPEND | constants.O_NOFOLLOW;

/** FileSink appends each alert as a line of JSON, and is done when the disk has it. */
export class FileSink implements Sink {
  readonly idle: RouteResult;

  constructor(
    private readonly path: string,
    private readonly now: () => Date,
  ) {
    this.idle = idleResult('file', path);
  }

  async deliver({ alerts, context }: Delivery): Promise<RouteResult> {
    const timestamp = this.now().toISOString();
    const lines = alerts.map((alert) => `${JSON.stringify({ timestamp, alert, context })}\n`);
    try {
      await this.append(lines.join(''));
    } catch (cause) {
      const { code = 'no reason given' } = cause as NodeJS.ErrnoException;
      const message = `the file cannot be written (${code})`;
      throw new DomainError('delivery_failed', message, { param: 'destination', cause });
    }
    return { ...this.idle, routed: true };
  }

  private async append(text: string): Promise<void> {
    const file = await open(this.path, APPEND, MODE);
    try {
      const opening = (await endsInLine(file)) ? '' : '\n';
      await file.appendFile(opening + text);
      await file.sync();
    } finally {
      await file.close();
    }
  }
}

/** False after a write that was cut off: the next line must not be joined to what is left of it. */
async function endsInLine(file: FileHandle): Promise<boolean> {
  const { size } = await file.stat();
  if (size === 0) return true;
  const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
  return buffer[0] === NEW_LINE;
}
