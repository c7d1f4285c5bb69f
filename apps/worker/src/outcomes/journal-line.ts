import { jobEvent } from '@app/jobs';
import { z } from 'zod';

const job = z.string();
const time = z.iso.datetime();

/** A line of the worker's journal. */
const journalLine = z.union([
  /** Every job that began since then is in the journal. */
  z.strictObject({ complete_since: time }),
  z.strictObject({ job, began: time, lost: time.optional() }),
  z.strictObject({ job, ended: time, event: jobEvent }),
  z.strictObject({ job, delivered: z.literal(true) }),
]);
export type JournalLine = z.output<typeof journalLine>;

/** readLine returns undefined for what is none of ours. */
export function readLine(text: string): JournalLine | undefined {
  try {
    return journalLine.safeParse(JSON.parse(text)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
