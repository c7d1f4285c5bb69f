import { randomUUID } from 'node:crypto';
import { open, readFile, rm, stat, utimes, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { DomainError } from '@app/kernel';
import { isAlive, ownMark, processMark, type ProcessMark } from './process-mark.js';

const LOCK_FILE = 'audit.lock';
const TOUCH_MS = 5_000;
/** A holder that cannot be seen (another container) is taken for dead when it has not touched the lock for so long. */
const UNTOUCHED_MS = 20_000;

/**
 * WriterLock keeps a second process from writing: two writers would give two events one number. It is a file that
 * only one process can create, and says who did. A lock whose process is gone, or is another one under the same
 * number, is stale and taken over.
 */
export class WriterLock {
  readonly #timer: NodeJS.Timeout;

  private constructor(
    private readonly path: string,
    private readonly content: string,
  ) {
    this.#timer = setInterval(() => void this.touch(), TOUCH_MS).unref();
  }

  /** take throws `audit_locked` while another process holds the lock. */
  static async take(folder: string): Promise<WriterLock> {
    const path = join(folder, LOCK_FILE);
    const content = JSON.stringify({ ...(await ownMark()), id: randomUUID() });
    if (await create(path, content)) return new WriterLock(path, content);
    await removeStale(path);
    if (await create(path, content)) return new WriterLock(path, content);
    throw locked();
  }

  /** release removes the lock, unless it was taken over and is another's by now. */
  async release(): Promise<void> {
    clearInterval(this.#timer);
    if ((await contentOf(this.path)) === this.content) await rm(this.path, { force: true });
  }

  /** A lock that cannot be touched (a full or broken disk) ages; appends fail on such a disk by themselves. */
  private async touch(): Promise<void> {
    const now = new Date();
    await utimes(this.path, now, now).catch(() => undefined);
  }
}

async function create(path: string, content: string): Promise<boolean> {
  const file = await openNew(path);
  if (file === undefined) return false;
  try {
    await file.writeFile(content);
    await file.sync();
  } catch (error) {
    await rm(path);
    throw error;
  } finally {
    await file.close();
  }
  return true;
}

async function openNew(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'wx', 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined;
    throw error;
  }
}

/**
 * Removes a lock that is stale. Only one process may at a time: else the slower of two would remove the new lock
 * of the faster. A takeover that a crash left is cleared once it is old, and the next attempt goes through.
 */
async function removeStale(path: string): Promise<void> {
  const takeover = `${path}.takeover`;
  if (!(await create(takeover, ''))) {
    if (await isUntouched(takeover)) await rm(takeover, { force: true });
    throw locked();
  }
  try {
    const found = await contentOf(path);
    if (found === undefined) return;
    if (!(await isStale(path, found))) throw locked(markOf(found));
    await rm(path);
  } finally {
    await rm(takeover);
  }
}

async function isStale(path: string, content: string): Promise<boolean> {
  const mark = markOf(content);
  const alive = mark && (await isAlive(mark));
  if (alive !== undefined) return !alive;
  return isUntouched(path);
}

async function isUntouched(path: string): Promise<boolean> {
  const { mtimeMs } = await stat(path);
  return Date.now() - mtimeMs > UNTOUCHED_MS;
}

/** A lock that cannot be read was being written when its process died, or just now: its age decides. */
function markOf(content: string): ProcessMark | undefined {
  try {
    return processMark.safeParse(JSON.parse(content)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function contentOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function locked(mark?: ProcessMark): DomainError {
  const holder = mark === undefined ? 'another process' : `process ${mark.pid}`;
  return new DomainError(
    'audit_locked',
    `The audit log is being written by ${holder}; it may have one writer only.`,
  );
}
