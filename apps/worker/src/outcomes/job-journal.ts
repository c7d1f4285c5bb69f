import type { JobEvent } from '@app/jobs';
import { DomainError, systemClock, type Clock } from '@app/kernel';
import { JournalFile } from './journal-file.js';
import { readLine, type JournalLine } from './journal-line.js';

/** What the journal knows of a job. Times are RFC 3339. */
interface JournalEntry {
  began?: string;
  ended?: string;
  event?: JobEvent;
  /** When a later life of the worker found it without an end. */
  lost?: string;
  /** Whether the readers of the job's events were told of the end. */
  delivered?: boolean;
  /** Whether this very process began it. */
  here?: boolean;
}

const JOBS_KEPT = 2_000;
const MOST_LINES = 4 * JOBS_KEPT;

/**
 * JobJournal is what a worker remembers by itself, on its own disk, of the jobs that it began and how they ended: with
 * it the end of a job survives a Redis that is away and a worker that is stopped meanwhile, and a job that is not in
 * it was never begun. It belongs to one worker.
 */
export class JobJournal {
  private readonly jobs = new Map<string, JournalEntry>();
  private readonly openedAt: string;
  private lines = 0;

  private constructor(
    private readonly file: JournalFile,
    private readonly clock: Clock,
    private completeSince: string,
  ) {
    this.openedAt = completeSince;
  }

  /** open reads the journal in a folder and tidies it up. Throws what the disk throws. */
  static async open(folder: string, clock: Clock = systemClock): Promise<JobJournal> {
    const file = new JournalFile(folder);
    const journal = new JobJournal(file, clock, new Date(clock.now()).toISOString());
    const texts = await file.read();
    const lines = texts.map(readLine);
    for (const line of lines) if (line !== undefined) journal.learn(line);
    // A line that is damaged could have been about any job. One that a crash cut short was never relied on.
    const damaged = lines.slice(0, -1).includes(undefined);
    if (damaged) journal.completeSince = journal.time();
    journal.lose();
    await journal.tidy();
    return journal;
  }

  /** began resolves when the beginning is on the disk; throws `journal_unavailable`, and then the job must not act. */
  async began(jobId: string): Promise<void> {
    const began = this.time();
    try {
      await this.write({ job: jobId, began });
    } catch (cause) {
      const message = 'the worker cannot write its journal, so nothing was done';
      throw new DomainError('journal_unavailable', message, { cause });
    }
    this.jobs.set(jobId, { began, here: true });
  }

  /** ended keeps the end of a job, in memory also when the disk fails, which it throws. */
  async ended(jobId: string, event: JobEvent): Promise<void> {
    const ended = this.time();
    this.jobs.set(jobId, { ...this.jobs.get(jobId), ended, event });
    await this.write({ job: jobId, ended, event });
  }

  async delivered(jobId: string): Promise<void> {
    const entry = this.jobs.get(jobId);
    if (entry !== undefined) entry.delivered = true;
    await this.write({ job: jobId, delivered: true });
  }

  /** The ends that nobody was told of. */
  get undelivered(): { readonly jobId: string; readonly event: JobEvent }[] {
    return [...this.jobs].flatMap(([jobId, { event, delivered }]) =>
      event === undefined || delivered ? [] : [{ jobId, event }],
    );
  }

  endOf(jobId: string): JobEvent | undefined {
    return this.jobs.get(jobId)?.event;
  }

  /**
   * The latest moment at which a worker may have been at the job, in milliseconds since the Unix epoch: its end, if that
   * is known. One of an earlier life may have been at work until this one began.
   */
  lastSign(jobId: string): number {
    const { began, ended, lost, here } = this.jobs.get(jobId) ?? {};
    return Date.parse(ended ?? lost ?? (here === true && began !== undefined ? began : this.openedAt));
  }

  isUnderWay(jobId: string): boolean {
    const entry = this.jobs.get(jobId);
    return entry?.here === true && entry.event === undefined;
  }

  /** neverBegan tells whether it is certain that a job that was asked for at that time was not begun by this worker. */
  neverBegan(jobId: string, requestedAt: string): boolean {
    return !this.jobs.has(jobId) && Date.parse(requestedAt) >= Date.parse(this.completeSince);
  }

  async close(): Promise<void> {
    await this.file.settled();
  }

  private learn(line: JournalLine): void {
    if ('complete_since' in line) {
      this.completeSince = line.complete_since;
      return;
    }
    const { job, ...known } = line;
    this.jobs.set(job, { ...this.jobs.get(job), ...known });
  }

  private lose(): void {
    for (const entry of this.jobs.values()) if (entry.event === undefined) entry.lost ??= this.openedAt;
  }

  private async write(line: JournalLine): Promise<void> {
    await this.file.append(line);
    this.lines += 1;
    if (this.lines > MOST_LINES) await this.tidy();
  }

  /** tidy forgets the oldest jobs but those whose end nobody knows yet. */
  private async tidy(): Promise<void> {
    const settled = [...this.jobs].filter(([jobId, { delivered }]) => delivered || !this.isWanted(jobId));
    for (const [jobId, { began, ended }] of settled.slice(0, Math.max(0, this.jobs.size - JOBS_KEPT))) {
      this.jobs.delete(jobId);
      this.completeSince = later(this.completeSince, began ?? ended ?? '');
    }
    const lines = [{ complete_since: this.completeSince }, ...[...this.jobs].flatMap(linesOf)];
    this.lines = lines.length;
    await this.file.replace(lines);
  }

  private isWanted(jobId: string): boolean {
    return this.isUnderWay(jobId) || this.endOf(jobId) !== undefined;
  }

  private time(): string {
    return new Date(this.clock.now()).toISOString();
  }
}

function linesOf([job, { began, lost, ended, event, delivered }]: [string, JournalEntry]): JournalLine[] {
  return [
    ...(began === undefined ? [] : [{ job, began, ...(lost !== undefined && { lost }) }]),
    ...(ended === undefined || event === undefined ? [] : [{ job, ended, event }]),
    ...(delivered ? [{ job, delivered } as const] : []),
  ];
}

function later(one: string, other: string): string {
  return other > one ? other : one;
}
