import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { glob, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

const SUITE = 'node_modules/@modelcontextprotocol/conformance/dist/index.js';
const CHECKS = /^Passed: (\d+)\/\d+, (\d+) failed/m;
const TOTAL = /^Total: (\d+) passed, (\d+) failed/m;

/** The folder in which the suite puts what it found of a scenario. */
const FOLDER = /^server-(.+)-\d{4}-\d{2}-\d{2}T[^T]+$/;

interface SuiteRun {
  /** 0 when nothing that counts failed. */
  readonly code: number | null;
  readonly output: string;
}

export interface ConformanceRun extends SuiteRun {
  readonly passed: number;
  /** Scenarios with a failure that counts for the revision. */
  readonly failing: readonly string[];
  /** Scenarios of extensions and drafts with a failure. */
  readonly failingUnscored: readonly string[];
  /** By scenario, scored or not: the ids of the checks that failed. */
  readonly failedChecks: Readonly<Record<string, readonly string[]>>;
}

export interface ScenarioRun {
  /** Checks; those that the suite skipped are in neither. */
  readonly passed: number;
  readonly failed: number;
  readonly output: string;
}

/** runScenario runs one server scenario against a URL; of an extension's, the suite's exit code says nothing. */
export async function runScenario(url: string, scenario: string, revision: string): Promise<ScenarioRun> {
  const { output } = await runSuite([
    '--url',
    url,
    '--scenario',
    scenario,
    '--spec-version',
    revision,
    '--force',
  ]);
  const [, passed, failed] = CHECKS.exec(output) ?? [];
  return { passed: Number(passed), failed: Number(failed), output };
}

/** runConformance runs all server scenarios that a revision of the protocol requires against a URL. */
export async function runConformance(url: string, revision: string): Promise<ConformanceRun> {
  const results = await mkdtemp(join(tmpdir(), 'switchyard-conformance-'));
  const { code, output } = await runSuite([
    '--url',
    url,
    '--requirements',
    revision,
    '--output-dir',
    results,
  ]);
  const failedChecks = await failedChecksIn(results);
  await rm(results, { recursive: true });
  const failed = [...output.matchAll(/^✗ (\S+):/gm)].map(([, name = '']) => name);
  const unscored = [...output.matchAll(/^ {2}✗ (\S+) \(/gm)].map(([, name = '']) => name);
  return {
    code,
    passed: Number(TOTAL.exec(output)?.[1] ?? 0),
    failing: failed.filter((name) => !unscored.includes(name)),
    failingUnscored: unscored,
    failedChecks,
    output,
  };
}

async function failedChecksIn(results: string): Promise<Record<string, readonly string[]>> {
  const found: Record<string, readonly string[]> = {};
  for await (const file of glob('*/checks.json', { cwd: results })) {
    const [, scenario = ''] = FOLDER.exec(basename(dirname(file))) ?? [];
    const checks = JSON.parse(await readFile(join(results, file), 'utf8')) as {
      id: string;
      status: string;
    }[];
    const failed = checks.filter(({ status }) => status === 'FAILURE').map(({ id }) => id);
    if (failed.length > 0) found[scenario] = failed;
  }
  return found;
}

async function runSuite(options: readonly string[]): Promise<SuiteRun> {
  const child = spawn(process.execPath, [SUITE, 'server', ...options], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (part: Buffer) => {
      output += part.toString();
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output };
}
