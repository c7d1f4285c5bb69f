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
 * texts are passed over unread, which makes a search of the whole log as fast as the disk; with `before`, so are those
 * of that number and above.
 */
export async function* eventsBackwards(
  folder: string,
  holding: readonly string[] = [],
  before = Infinity,
): AsyncGenerator<AuditEvent> {
  const wanted = { holding, before };
  let first = Infinity;
  await using current = await openIfThere(join(folder, CURRENT_FILE));
  const files = await rotatedFiles(folder);
  for await (const event of current ? eventsOf(linesBackwards(current), CURRENT_FILE, wanted) : []) {
    first = event.seq;
    yield event;
  }
  for (const { name, first: begins, last } of files.toReversed()) {
    if (last >= first || begins >= before) continue;
    await using file = await openIfThere(join(folder, name));
    if (file === undefined) return;
    for await (const event of eventsOf(linesBackwards(file), name, wanted)) {
      // A file that was renamed since it was read as the current one is there again.
      if (event.seq >= first) continue;
      first = event.seq;
      yield event;
    }
  }
}

interface Wanted {
  readonly holding: readonly string[];
  readonly before: number;
}

async function* eventsOf(
  lines: AsyncIterable<FileLine>,
  name: string,
  wanted: Wanted = { holding: [], before: Infinity },
): AsyncGenerator<AuditEvent> {
  for await (const line of lines) {
    if (!line.ended || isPassedOver(line, wanted)) continue;
    const event = line.whole ? auditEvent.safeParse(jsonOf(line.bytes)).data : undefined;
    if (event === undefined) throw new DomainError('audit_damaged', `${name} holds a line that is no event.`);
    yield event;
  }
}

function isPassedOver({ whole, bytes }: FileLine, { holding, before }: Wanted): boolean {
  if (!whole) return false;
  if (before < Infinity && (numberAtEnd(bytes) ?? 0) >= before) return true;
  return holding.length > 0 && !holding.some((text) => bytes.includes(text));
}

/** How canonical JSON ends an event: keys are in order, so that no value of a caller comes after these. */
const END = /"seq":(\d{1,16}),"ts":"[0-9TZ:.-]{1,32}"\}$/;
const END_BYTES = 80;

function numberAtEnd(bytes: Buffer): number | undefined {
  const [, number] = END.exec(bytes.toString('latin1', Math.max(0, bytes.length - END_BYTES))) ?? [];
  return number === undefined ? undefined : Number(number);
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
