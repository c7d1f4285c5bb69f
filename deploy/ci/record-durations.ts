import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { DURATIONS_FILE, type Durations } from './spec-order.ts';

/** The part of Jest's `--json` report that tells how long each file took; times are in milliseconds. */
interface JestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly startTime: number;
    readonly endTime: number;
  }[];
}

/** durationsOf takes what a run showed, the longest first. */
export function durationsOf({ testResults }: JestReport): Durations {
  const durations = testResults.map(({ name, startTime, endTime }): [string, number] => {
    return [basename(name), Math.ceil((endTime - startTime) / 1_000)];
  });
  return Object.fromEntries(durations.toSorted(([a, one], [b, other]) => other - one || (a < b ? -1 : 1)));
}

/** recordDurations makes the reports of the end-to-end specs those that their next order goes by. */
export function recordDurations(reportFiles: readonly string[]): void {
  const reports = reportFiles.map((file) => JSON.parse(readFileSync(file, 'utf8')) as JestReport);
  const testResults = reports.flatMap((report) => report.testResults);
  writeFileSync(DURATIONS_FILE, `${JSON.stringify(durationsOf({ testResults }), null, 2)}\n`);
}
