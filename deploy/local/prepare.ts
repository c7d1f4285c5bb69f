import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runCommand } from './commands.ts';
import {
  fingerprintOfModules,
  fingerprintOfPage,
  fingerprintOfPageModules,
  fingerprintOfSources,
} from './fingerprint.ts';
import type { Terminal } from './terminal.ts';

export interface Workshop {
  readonly repo: string;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

/** Where the dashboard's page is made, by packages of its own. */
const PAGE = 'apps/dashboard/web';

/**
 * installModules runs `npm install` for the apps and for the page, unless the last one read the same files. They have
 * nothing to do with each other, and go on side by side.
 */
export async function installModules({ repo, terminal, signal }: Workshop): Promise<void> {
  const due = [modulesOfApps(repo), modulesOfPage(repo)].filter(isDue);
  if (due.length === 0) return;
  await terminal.step('Installing npm packages', () => Promise.all(due.map((each) => install(each, signal))));
}

/** Modules is what one `npm install` brings. */
interface Modules {
  readonly cwd: string;
  readonly flags: readonly string[];
  /** Of what the installation reads; it may write some of that anew. */
  readonly fingerprint: () => string;
}

function modulesOfApps(repo: string): Modules {
  return { cwd: repo, flags: [], fingerprint: () => fingerprintOfModules(repo) };
}

function modulesOfPage(repo: string): Modules {
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund'];
  return { cwd: join(repo, PAGE), flags, fingerprint: () => fingerprintOfPageModules(repo) };
}

function isDue({ cwd, fingerprint }: Modules): boolean {
  return readStamp(installed(cwd)) !== fingerprint();
}

async function install({ cwd, flags, fingerprint }: Modules, signal: AbortSignal): Promise<void> {
  await runCommand('npm', ['install', ...flags], { cwd, signal });
  writeStamp(installed(cwd), fingerprint());
}

function installed(cwd: string): string {
  return join(cwd, 'node_modules', '.switchyard-install');
}

/** build compiles every app into dist/ and the page into its own, unless they hold the build of these very sources. */
export async function build(workshop: Workshop): Promise<void> {
  await buildApps(workshop);
  await buildPage(workshop);
}

async function buildPage({ repo, terminal, signal }: Workshop): Promise<void> {
  const cwd = join(repo, PAGE);
  const stamp = join(cwd, 'dist', '.switchyard-build');
  const sources = fingerprintOfPage(repo);
  if (readStamp(stamp) === sources) return;
  await terminal.step('Building the page', () => runCommand('npm', ['run', 'build'], { cwd, signal }));
  writeStamp(stamp, sources);
}

async function buildApps({ repo, terminal, signal }: Workshop): Promise<void> {
  const stamp = join(repo, 'dist', '.switchyard-build');
  const sources = fingerprintOfSources(repo);
  if (readStamp(stamp) === sources) return;
  rmSync(join(repo, 'dist'), { recursive: true, force: true });
  await terminal.step('Building', () => runCommand('npm', ['run', 'build'], { cwd: repo, signal }));
  writeStamp(stamp, sources);
}

function readStamp(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function writeStamp(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
