import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { runTests } from './test-run.ts';
import { readTotals } from './test-totals.ts';

let repo: string;
const results = () => join(repo, 'test-results');

/** Stands in for Jest: it is given the same flags, and the same file for what is running. */
async function program(text: string): Promise<void> {
  const scripts = { test: 'node jest.mjs' };
  await writeFile(join(repo, 'package.json'), JSON.stringify({ type: 'module', scripts }));
  const begin = `import { writeFileSync } from 'node:fs'; import { spawn } from 'node:child_process';
    const report = process.argv.find((flag) => flag.startsWith('--outputFile=')).slice(13);
    const counts = { numPassedTests: 4, numFailedTests: 0, numPendingTests: 0, numRuntimeErrorTestSuites: 0 };\n`;
  await writeFile(join(repo, 'jest.mjs'), begin + text);
}

const run = (limitMs: number) =>
  runTests({ repo, results: results(), name: 'unit', script: 'test', atOnce: 1, limitMs });
const REPORT = 'writeFileSync(report, JSON.stringify(counts));';

beforeEach(async () => {
  repo = await mkdtemp(join(tmpdir(), 'switchyard-ci-'));
  await mkdir(results());
});
afterEach(() => rm(repo, { recursive: true }));

it('ends when the tests have, though one left a process behind that holds their output, and ends that as well', async () => {
  const left = `const { pid } = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
    writeFileSync('left', String(pid));`;
  await program(`${left} ${REPORT} process.exit(0);`);
  expect(await run(20_000)).toBe(true);
  expect(readTotals(results())).toEqual({ passed: 4, failed: 0 });
  const pid = Number(await readFile(join(repo, 'left'), 'utf8'));
  expect(await lastStateOf(pid)).toMatch(/^[ZX]?$/);
});

it('ends tests that do not, and counts what had passed and each spec that was still running', async () => {
  const state = `{ ...counts, running: ['/a/slow.spec.ts', '/a/hung.spec.ts'] }`;
  await program(
    `writeFileSync(process.env.RUNNING_SPECS, JSON.stringify(${state})); setInterval(() => {}, 1000);`,
  );
  expect(await run(1_500)).toBe(false);
  expect(readTotals(results())).toEqual({ passed: 4, failed: 2 });
});

it('fails when there is no report, whatever the exit code', async () => {
  await program('process.exit(0);');
  await run(20_000);
  expect(readTotals(results())).toEqual({ passed: 0, failed: 1 });
});

/** A process that was killed goes when the machine gets to it, and nobody is told: it has a few seconds. */
async function lastStateOf(pid: number): Promise<string> {
  for (const end = Date.now() + 5_000; ; await pause(20)) {
    const state = await stateOf(pid);
    if (/^[ZX]?$/.test(state) || Date.now() > end) return state;
  }
}

/** The letter of a process's state; nothing once it is gone. */
async function stateOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '');
  return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
}
