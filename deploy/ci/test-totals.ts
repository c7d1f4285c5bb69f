import { globSync, readFileSync } from 'node:fs';

/** The part of Jest's `--json` report that counts. */
interface JestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numRuntimeErrorTestSuites: number;
}

export interface Totals {
  readonly passed: number;
  readonly failed: number;
}

/**
 * totalsOf adds up reports. A suite that could not run counts as one failure, and so does a skipped test:
 * what did not pass is never left out.
 */
export function totalsOf(reports: readonly JestReport[]): Totals {
  const sum = (count: (report: JestReport) => number) =>
    reports.reduce((total, report) => total + count(report), 0);
  return {
    passed: sum((report) => report.numPassedTests),
    failed: sum(
      (report) => report.numFailedTests + report.numPendingTests + report.numRuntimeErrorTestSuites,
    ),
  };
}

/** readTotals adds up every report of the folder; none is zero of both. */
export function readTotals(folder: string): Totals {
  const files = globSync('*.json', { cwd: folder });
  return totalsOf(files.map((file) => JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as JestReport));
}

export function totalsLine({ passed, failed }: Totals): string {
  return `${passed} passed, ${failed} failed`;
}
