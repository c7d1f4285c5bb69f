import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { DomainError } from '@app/kernel';
import { auditEvent, type AuditEvent } from '../event/audit-event.js';
import { CURRENT_FILE, rotatedFiles } from '../folder/audit-folder.js';
import { linesBackwards, linesOf, type FileLine } from '../folder/file-lines.js';

/**
 * eventsForward reads all events, oldest first, holding one chunk of one file. A rotation meanwhile loses and
 * doubles nothing; files that retention removes meanwhile are left out. A damaged line throws `audit_damaged`;
 * a last line that is still being written is left out.
 */
export async function* eventsForward(folder: string): AsyncGenerator<AuditEvent> {
  let last = 0;
  for (;;) {
    // Opened before the folder is read: when no newer whole file is there, this is the one that comes next.
    await using current = await openIfThere(join(folder, CURRENT_FILE));
    const next = (await rotatedFiles(folder)).find((file) => file.last > last);
    await using whole = next && (await openIfThere(join(folder, next.name)));
    if (next !== undefined && whole === undefined) continue;
    const file = whole ?? current;
    if (file !== undefined) yield* eventsOf(linesOf(file), next?.name ?? CURRENT_FILE);
    if (next === undefined) return;
    last = next.last;
  }
}

/** eventsBackwards is eventsForward from the newest event to the oldest. */
export async function* eventsBackwards(folder: string): AsyncGenerator<AuditEvent> {
  let first = Infinity;
  await using current = await openIfThere(join(folder, CURRENT_FILE));
  const files = await rotatedFiles(folder);
  for await (const event of current ? eventsOf(linesBackwards(current), CURRENT_FILE) : []) {
    first = event.seq;
    yield event;
  }
  for (const { name, last } of files.toReversed()) {
    if (last >= first) continue;
    await using file = await openIfThere(join(folder, name));
    if (file === undefined) return;
    yield* eventsOf(linesBackwards(file), name);
  }
}

async function* eventsOf(lines: AsyncIterable<FileLine>, name: string): AsyncGenerator<AuditEvent> {
  for await (const line of lines) {
    if (!line.ended) continue;
    const event = line.whole ? auditEvent.safeParse(jsonOf(line.bytes)).data : undefined;
    if (event === undefined) throw new DomainError('audit_damaged', `${name} holds a line that is no event.`);
    yield event;
  }
}

function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
