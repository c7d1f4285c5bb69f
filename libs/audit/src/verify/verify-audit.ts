import type { KeyLike } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { openLine } from '../event/event-chain.js';
import { CURRENT_FILE, rotatedFiles, tornPieces } from '../folder/audit-folder.js';
import { linesOf } from '../folder/file-lines.js';
import { signatureHolds, type AuditHead } from '../head/audit-head.js';
import type { AuditProblem, AuditReport } from './audit-report.js';
import { ChainWalk } from './chain-walk.js';

export interface VerifyOptions {
  /** A head that was kept elsewhere. Without one, a log cut at the end looks whole. */
  readonly head?: AuditHead;
  /** The key (SPKI, PEM) that must have signed the head. */
  readonly publicKey?: KeyLike;
  /**
   * Only events of these numbers, both included. Whole files are read, so that some before `from` may be looked at too,
   * its predecessor always is, and retention is not asked after.
   */
  readonly from?: number;
  readonly to?: number;
  readonly signal?: AbortSignal;
  /** Hears the number of each event that passed; what it returns is waited for, so that a long look leaves room for others. */
  readonly pace?: (through: number) => Promise<void> | undefined;
}

interface LogFile {
  readonly name: string;
  /** The last event according to the file's name. */
  readonly last?: number;
}

/**
 * verifyAudit reads the whole log in a folder, line by line, and stops at the first problem. It needs no writer;
 * under a writer at work, the line being written may be reported as torn. Files that cannot be read throw.
 */
export async function verifyAudit(folder: string, options: VerifyOptions = {}): Promise<AuditReport> {
  const walk = new ChainWalk(options.head);
  const problem =
    headProblem(options) ??
    (await firstProblem(folder, walk, options)) ??
    ((options.from ?? 1) > 1 ? undefined : walk.end()) ??
    cutProblem(walk, options);
  return {
    ok: problem === undefined,
    files: walk.files,
    events: walk.events,
    first_seq: walk.firstSeq,
    last_seq: walk.link.seq,
    last_hash: walk.link.hash,
    anchored_through: options.head === undefined ? null : Math.min(options.head.seq, walk.link.seq),
    signature_checked: options.head !== undefined && options.publicKey !== undefined,
    torn_pieces: (await tornPieces(folder)).length,
    ...(problem && { problem }),
  };
}

async function logFiles(folder: string): Promise<LogFile[]> {
  return [...(await rotatedFiles(folder)), { name: CURRENT_FILE }];
}

function headProblem({ head, publicKey }: VerifyOptions): AuditProblem | undefined {
  if (head === undefined || publicKey === undefined || signatureHolds(head, publicKey)) return undefined;
  return { kind: 'bad_signature', file: 'head', line: 0, detail: 'the key has not signed this head' };
}

async function firstProblem(
  folder: string,
  walk: ChainWalk,
  options: VerifyOptions,
): Promise<AuditProblem | undefined> {
  const { from = 1 } = options;
  for (const file of await logFiles(folder)) {
    if (file.last !== undefined && file.last < from - 1) continue;
    const problem = await fileProblem(join(folder, file.name), file, walk, options);
    if (problem !== undefined || isThrough(walk, options)) return problem;
  }
  return undefined;
}

function isThrough(walk: ChainWalk, { to = Infinity }: VerifyOptions): boolean {
  return walk.link.seq >= to;
}

async function fileProblem(
  path: string,
  file: LogFile,
  walk: ChainWalk,
  options: VerifyOptions,
): Promise<AuditProblem | undefined> {
  const handle = await openIfThere(path);
  if (handle === undefined) return undefined;
  walk.enter(file.name);
  try {
    for await (const line of linesOf(handle)) {
      options.signal?.throwIfAborted();
      const problem = walk.step(line);
      if (problem?.kind === 'gap' && (await holds(path, walk.link.seq + 1))) {
        return {
          ...problem,
          kind: 'reordered',
          detail: `event ${walk.link.seq + 1} comes later in the file`,
        };
      }
      if (problem !== undefined || isThrough(walk, options)) return problem;
      await options.pace?.(walk.link.seq);
    }
  } finally {
    await handle.close();
  }
  if (file.last === undefined || file.last === walk.link.seq) return undefined;
  return walk.problem('truncated', `the file ends with event ${walk.link.seq}, its name says ${file.last}`);
}

async function openIfThere(path: string) {
  try {
    return await open(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** holds tells whether a file has an event of this number, wherever it stands. */
async function holds(path: string, seq: number): Promise<boolean> {
  await using handle = await open(path);
  for await (const line of linesOf(handle)) if (openLine(line.bytes)?.seq === seq) return true;
  return false;
}

function cutProblem(walk: ChainWalk, { head, to = Infinity }: VerifyOptions): AuditProblem | undefined {
  if (head === undefined || Math.min(head.seq, to) <= walk.link.seq) return undefined;
  return walk.problem('truncated', `the log ends with event ${walk.link.seq}, the head is event ${head.seq}`);
}
