import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export interface TestRun {
  readonly repo: string;
  /** Where the report goes, as `<name>.json`. */
  readonly results: string;
  readonly name: 'unit' | 'e2e' | 'e2e-timed';
  /** The script of package.json. */
  readonly script: string;
  readonly flags?: readonly string[];
  /** How many spec files run at once. */
  readonly atOnce: number;
  /** After so long it is ended, and each spec that still runs is one failure. */
  readonly limitMs: number;
}

/** What the reporter beside this file keeps. */
interface Progress extends Readonly<Record<string, unknown>> {
  readonly running: readonly string[];
}

const REPORTER = fileURLToPath(import.meta.resolve('./running-specs.mjs'));
/** So long may output follow the end of Jest: what a test left running may hold its streams for ever. */
const LAST_OUTPUT_MS = 2_000;

/** runTests runs Jest in a process group of its own, which has been killed when it returns; the result is whether all passed. */
export async function runTests(run: TestRun): Promise<boolean> {
  const child = jest(run);
  const end = () => endGroup(child);
  process.once('SIGINT', end).once('SIGTERM', end);
  const late = setTimeout(() => giveUp(run, end), run.limitMs);
  const [code] = (await once(child, 'exit')) as [number | null];
  clearTimeout(late);
  process.off('SIGINT', end).off('SIGTERM', end);
  await Promise.race([once(child, 'close'), pause(LAST_OUTPUT_MS)]);
  end();
  if (!existsSync(join(run.results, `${run.name}.json`))) reportUnfinished(run);
  return code === 0;
}

function jest({ repo, results, name, script, atOnce, flags = [] }: TestRun): ChildProcess {
  const reporters = ['--reporters=default', `--reporters=${REPORTER}`];
  const report = ['--json', `--outputFile=${join(results, `${name}.json`)}`];
  // Without --forceExit a process that a failed test left behind keeps Jest from ending.
  const all = [...report, ...reporters, `--maxWorkers=${atOnce}`, '--forceExit', ...flags];
  const child = spawn('npm', ['run', '--silent', script, '--', ...all], {
    cwd: repo,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, RUNNING_SPECS: progressFile(results, name) },
  });
  child.stdout.pipe(process.stdout, { end: false });
  child.stderr.pipe(process.stderr, { end: false });
  return child;
}

function giveUp({ name, limitMs }: TestRun, end: () => void): void {
  process.stdout.write(`The ${name} tests took more than ${limitMs / 60_000} minutes.\n`);
  end();
}

/** Jest wrote no report: what had passed still counts, and each spec that ran at the end is a failure. */
function reportUnfinished({ results, name }: TestRun): void {
  const file = progressFile(results, name);
  const progress = existsSync(file) ? readFileSync(file, 'utf8') : '{"running":[]}';
  const { running, ...counts } = JSON.parse(progress) as Progress;
  const names = running.map((path) => basename(path)).join(', ') || 'none';
  process.stdout.write(`The ${name} tests did not end; running then: ${names}\n`);
  const failed = { numRuntimeErrorTestSuites: Math.max(1, running.length) };
  writeFileSync(join(results, `${name}.json`), JSON.stringify({ ...EMPTY, ...counts, ...failed }));
}

const EMPTY = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, testResults: [] };

function progressFile(results: string, name: string): string {
  return join(results, `${name}.running`);
}

function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
