import { stat } from 'node:fs/promises';

const EVERY_MS = 250;

/**
 * StatWatch tells when any of some files became another and has stayed so for two looks, so that a half-written file is
 * not read. It looks instead of being told: that also sees files whose folder comes and goes, a mode that was changed,
 * and mounts that report nothing; three files cost nothing.
 */
export class StatWatch {
  private seen: string | undefined;
  private fresh: string | undefined;
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();
  private closed = false;

  /** `paths` is asked at each look. `changed` is awaited before the next one. */
  constructor(
    private readonly paths: () => readonly string[],
    private readonly changed: () => Promise<void>,
    private readonly everyMs = EVERY_MS,
  ) {}

  /** start takes what is there now as known: it belongs before the files are read for the first time. */
  async start(): Promise<void> {
    this.seen = await this.looks();
    this.again();
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.looking;
  }

  private again(): void {
    if (this.closed) return;
    this.timer = setTimeout(() => {
      this.looking = this.look().finally(() => this.again());
    }, this.everyMs);
    this.timer.unref();
  }

  private async look(): Promise<void> {
    const now = await this.looks();
    const settled = now === this.fresh;
    this.fresh = now;
    if (now === this.seen || !settled) return;
    this.seen = now;
    await this.changed();
  }

  private async looks(): Promise<string> {
    return (await Promise.all(this.paths().map(looksOf))).join('\n');
  }
}

async function looksOf(path: string): Promise<string> {
  try {
    const { dev, ino, size, mode, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
    return [path, dev, ino, size, mode, mtimeNs, ctimeNs].join(' ');
  } catch (error) {
    return `${path} ${(error as NodeJS.ErrnoException).code}`;
  }
}
