import { open, stat, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DomainError } from '@app/kernel';
import type { AuditEvent } from '../event/audit-event.js';
import { CHAIN_START, follows, openLine, type ChainLink } from '../event/event-chain.js';
import { CURRENT_FILE, rotatedFiles, tornName } from '../folder/audit-folder.js';
import { linesBackwards, linesOf } from '../folder/file-lines.js';
import { nodeFileSystem } from './audit-file-system.js';

/** How many events at the end are checked at opening; `verifyAudit` checks all. */
const CHECKED_EVENTS = 64;

/** LogTail is where writing goes on. */
export interface LogTail {
  readonly link: ChainLink;
  /** The current file's number of its first event, or 0 when it is empty. */
  readonly firstSeq: number;
  readonly length: number;
  /** The newest whole file, or an empty string. */
  readonly previousFile: string;
}

/**
 * readTail finds the end of the log. What a crash left of an unfinished line is kept under a name of its own and
 * cut off. An end that is not as it was written is refused with `audit_damaged`: going on would hide it.
 */
export async function readTail(folder: string, now: number): Promise<LogTail> {
  const current = join(folder, CURRENT_FILE);
  const length = await setTornAside(current, join(folder, tornName(now)));
  const previous = (await rotatedFiles(folder)).at(-1);
  const previousFile = previous?.name ?? '';
  if (length > 0) {
    const link = await checkedEnd(current, CURRENT_FILE);
    return { link, firstSeq: await firstSeqOf(current), length, previousFile };
  }
  const link = previous ? await checkedEnd(join(folder, previous.name), previous.name) : CHAIN_START;
  return { link, firstSeq: 0, length: 0, previousFile };
}

/** Returns the length of the whole lines. The piece and its name are synced before it is cut off: nothing is ever deleted. */
async function setTornAside(path: string, pieceName: string): Promise<number> {
  const size = await sizeOf(path);
  if (size === 0) return 0;
  await using file = await open(path, 'r+');
  const whole = await wholeLength(file, size);
  if (whole === size) return size;
  await using piece = await open(pieceName, 'w', 0o600);
  await piece.writeFile(file.createReadStream({ start: whole, autoClose: false }));
  await piece.sync();
  await nodeFileSystem.syncFolder(dirname(path));
  await file.truncate(whole);
  await file.sync();
  return whole;
}

async function wholeLength(file: FileHandle, size: number): Promise<number> {
  let torn = 0;
  for await (const line of linesBackwards(file)) {
    if (line.ended) break;
    torn += line.bytes.length;
  }
  return size - torn;
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
}

async function checkedEnd(path: string, name: string): Promise<ChainLink> {
  await using file = await open(path);
  const events: AuditEvent[] = [];
  for await (const line of linesBackwards(file)) {
    const event = line.whole ? openLine(line.bytes) : undefined;
    const later = events.at(-1);
    if (event === undefined || (later && !follows(later, event))) throw damaged(name, events.length);
    if (events.push(event) === CHECKED_EVENTS) break;
  }
  const [last] = events;
  if (last === undefined) throw damaged(name, 0);
  return { seq: last.seq, hash: last.hash };
}

async function firstSeqOf(path: string): Promise<number> {
  await using file = await open(path);
  for await (const line of linesOf(file)) return openLine(line.bytes)?.seq ?? 0;
  return 0;
}

function damaged(name: string, linesAfter: number): DomainError {
  const place = linesAfter === 0 ? 'the last line' : `line ${linesAfter + 1} from the end`;
  return new DomainError(
    'audit_damaged',
    `${name}: ${place} is not as it was written. Verify the log and move it away before a new one is begun.`,
  );
}
