import { analyzeRun } from '../../logs/index.js';

/** Of a line that has not ended yet. */
const MOST_UNFINISHED = 4_000;
const ALL_LINES = 1_000_000;

/** Mentions counts the bad news in a growing log: each line once, wherever the log was cut between two reads. */
export class Mentions {
  nan = 0;
  oom = 0;
  oomLine: string | null = null;
  private unfinished = '';

  constructor(private readonly jobName: string) {}

  add(text: string): void {
    const all = this.unfinished + text;
    const end = Math.max(all.lastIndexOf('\n'), all.lastIndexOf('\r')) + 1;
    this.unfinished = all.slice(end).slice(0, MOST_UNFINISHED);
    if (end > 0) this.count(all.slice(0, end));
  }

  forget(): void {
    this.nan = 0;
    this.oom = 0;
    this.oomLine = null;
    this.unfinished = '';
  }

  private count(log: string): void {
    const { quality, errors } = analyzeRun({ log, jobName: this.jobName, lastLines: ALL_LINES });
    this.nan += quality.nan_count + quality.inf_count;
    this.oom += errors.category_counts.oom;
    this.oomLine = errors.sample_lines.oom?.at(-1) ?? this.oomLine;
  }
}
