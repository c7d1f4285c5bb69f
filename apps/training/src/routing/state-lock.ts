import { randomUUID } from 'node:crypto';
import { readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { replaceFile } from '@app/config';
import { DomainError } from '@app/kernel';
import type { Wait } from './routing-parts.js';

const MODE = 0o600;
const TOUCH_MS = 5_000;
const LOOK_MS = 250;
/** 20 s: a holder that has not touched its lock through so many looks is gone. No two clocks are compared. */
const LOOKS_UNTIL_LOST = 80;
/** A minute. */
const MOST_LOOKS = 240;
/** Between reaching for a lock whose holder is gone and holding it. */
const CLAIM_MS = 1_000;

/**
 * StateLock keeps two servers from routing by the same state file at once, which would deliver alerts twice. It is a file
 * beside it that only one can create; its holder touches it from time to time.
 */
export class StateLock {
  private readonly path: string;
  private readonly mark = randomUUID();

  constructor(
    statePath: string,
    private readonly wait: Wait,
  ) {
    this.path = `${statePath}.lock`;
  }

  /**
   * Rejects with `routing_busy` when another holds the lock for a minute, and with the signal's reason. Where no lock can
   * be made the work is done without: rather an alert that comes twice than none.
   */
  async hold<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    try {
      await this.take(signal);
      const touching = setInterval(() => void this.touch(), TOUCH_MS).unref();
      return await work().finally(() => clearInterval(touching));
    } finally {
      await this.release();
    }
  }

  private async take(signal: AbortSignal): Promise<void> {
    let seen: string | undefined;
    for (let looks = 0, still = 0; looks < MOST_LOOKS; looks += 1) {
      if (await this.create()) return;
      const now = await this.lastTouch();
      still = now === seen ? still + 1 : 0;
      seen = now;
      if (still >= LOOKS_UNTIL_LOST && (await this.claim(signal))) return;
      await this.wait(LOOK_MS, signal);
    }
    throw new DomainError('routing_busy', 'another server routes by the same state file', {
      param: 'state_path',
    });
  }

  /** False when another holds it. */
  private async create(): Promise<boolean> {
    try {
      await writeFile(this.path, this.mark, { flag: 'wx', mode: MODE });
    } catch (error) {
      return (error as NodeJS.ErrnoException).code !== 'EEXIST';
    }
    return true;
  }

  /** Of several that reach for it the last gets it, which all see a moment later. */
  private async claim(signal: AbortSignal): Promise<boolean> {
    await replaceFile(this.path, this.mark, MODE);
    await this.wait(CLAIM_MS, signal);
    return (await orAbsent(readFile(this.path, 'utf8'))) === this.mark;
  }

  private async lastTouch(): Promise<string | undefined> {
    const about = await orAbsent(stat(this.path, { bigint: true }));
    return about && `${about.ino} ${about.mtimeNs}`;
  }

  /** A lock that cannot be touched ages; on such a disk the state cannot be written either, which is told there. */
  private async touch(): Promise<void> {
    const now = new Date();
    await utimes(this.path, now, now).catch(() => undefined);
  }

  /** What is another's by now stays. What cannot be removed ages: it must not hide how the work went. */
  private async release(): Promise<void> {
    const mark = await readFile(this.path, 'utf8').catch(() => undefined);
    if (mark === this.mark) await rm(this.path, { force: true }).catch(() => undefined);
  }
}

async function orAbsent<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
