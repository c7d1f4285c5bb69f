import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { killAllChildren, PINNED, stopAllChildren } from './children.ts';
import { LOAD_CORE } from './subject.ts';

const RESULTS = join(import.meta.dirname, '../../bench-results');

/** What a part must tell beside its figures: faults make the run worthless, and are empty in a good one. */
interface Measured {
  readonly title: string;
  readonly faults: readonly string[];
}

/** Bench is a program that measures one app, part by part, and sets the parts in a table. */
export interface Bench<Part extends Measured> {
  /** Of the file of results. */
  readonly name: string;
  readonly subject: string;
  /** What runs on which core. */
  readonly places: string;
  /** `folder` is on a disk and goes with the run; a smoke run does all of it in miniature. */
  readonly measure: (smoke: boolean, folder: string) => Promise<readonly Part[]>;
  readonly table: (heading: string, parts: readonly Part[]) => string;
}

/** progress says on standard error what is measured now. */
export function progress(text: string): void {
  process.stderr.write(`${text} …\n`);
}

/** runBench measures, prints the table and keeps the figures as JSON. The process exits with 1 when a part has a fault. */
export async function runBench<Part extends Measured>(bench: Bench<Part>): Promise<void> {
  const startedAt = new Date();
  const smoke = process.argv.includes('--smoke');
  mkdirSync(RESULTS, { recursive: true });
  // Beside the results, which are on a disk; a temporary folder may be in memory.
  const folder = mkdtempSync(join(RESULTS, `${bench.name}-`));
  leaveNothing(folder);
  if (PINNED) execFileSync('taskset', ['-cp', String(LOAD_CORE), String(process.pid)], { stdio: 'ignore' });
  try {
    const parts = await bench.measure(smoke, folder);
    publish(bench, { parts, smoke, heading: headingOf(bench, startedAt, smoke) });
  } finally {
    await stopAllChildren();
  }
}

function leaveNothing(folder: string): void {
  process.once('exit', () => {
    killAllChildren();
    rmSync(folder, { recursive: true, force: true });
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
}

function headingOf(
  { subject, places }: Pick<Bench<Measured>, 'subject' | 'places'>,
  startedAt: Date,
  smoke: boolean,
): string {
  const cores = cpus();
  const machine = `Node ${process.version}, ${cores.length} cores (${cores[0]?.model ?? 'unknown'})`;
  const minutes = ((Date.now() - startedAt.getTime()) / 60_000).toFixed(1);
  const warning = smoke ? 'A smoke run: its figures mean nothing. ' : '';
  const pinning = PINNED ? places : 'Nothing is pinned: the figures mean little.';
  return `Switchyard's ${subject}: ${machine}, ${startedAt.toISOString()}, ${minutes} minutes\n${warning}${pinning}`;
}

interface Run<Part> {
  readonly parts: readonly Part[];
  readonly smoke: boolean;
  readonly heading: string;
}

function publish<Part extends Measured>(
  { name, table }: Bench<Part>,
  { parts, smoke, heading }: Run<Part>,
): void {
  const file = join(RESULTS, smoke ? `${name}-smoke.json` : `${name}.json`);
  writeFileSync(file, JSON.stringify({ heading, parts }, null, 2));
  process.stdout.write(`${table(heading, parts)}\n`);
  for (const { title, faults } of parts) {
    for (const text of faults) process.stderr.write(`FAULT (${title}): ${text}\n`);
  }
  if (parts.some(({ faults }) => faults.length > 0)) process.exitCode = 1;
}
