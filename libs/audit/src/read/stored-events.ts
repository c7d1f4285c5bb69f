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

/**
 * eventsBackwards is eventsForward from the newest event to the oldest. With `holding`, lines that hold none of these
 * texts are passed over unread, which makes a search of the whole log as fast as the disk.
 */
export async function* eventsBackwards(
  folder: string,
  holding: readonly string[] = [],
): AsyncGenerator<AuditEvent> {
  let first = Infinity;
  await using current = await openIfThere(join(folder, CURRENT_FILE));
  const files = await rotatedFiles(folder);
  for await (const event of current ? eventsOf(linesBackwards(current), CURRENT_FILE, holding) : []) {
    first = event.seq;
    yield event;
  }
  for (const { name, last } of files.toReversed()) {
    if (last >= first) continue;
    await using file = await openIfThere(join(folder, name));
    if (file === undefined) return;
    for await (const event of eventsOf(linesBackwards(file), name, holding)) {
      // A file that was renamed since it was read as the current one is there again.
      if (event.seq >= first) continue;
      first = event.seq;
      yield event;
    }
  }
}

async function* eventsOf(
  lines: AsyncIterable<FileLine>,
  name: string,
  holding: readonly string[] = [],
): AsyncGenerator<AuditEvent> {
  for await (const line of lines) {
    if (!line.ended || isPassedOver(line, holding)) continue;
    const event = line.whole ? auditEvent.safeParse(jsonOf(line.bytes)).data : undefined;
    if (event === undefined) throw new DomainError('audit_damaged', `${name} holds a line that is no event.`);
    yield event;
  }
}

function isPassedOver({ whole, bytes }: FileLine, holding: readonly string[]): boolean {
  return whole && holding.length > 0 && !holding.some((text) => bytes.includes(text));
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
