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

/** installModules runs `npm install` for the apps and for the page, unless the last one read the same files. */
export async function installModules(workshop: Workshop): Promise<void> {
  await installAppModules(workshop);
  await installPageModules(workshop);
}

async function installAppModules({ repo, terminal, signal }: Workshop): Promise<void> {
  const stamp = join(repo, 'node_modules', '.switchyard-install');
  if (readStamp(stamp) === fingerprintOfModules(repo)) return;
  await terminal.step('Installing npm packages', () => runCommand('npm', ['install'], { cwd: repo, signal }));
  writeStamp(stamp, fingerprintOfModules(repo));
}

async function installPageModules({ repo, terminal, signal }: Workshop): Promise<void> {
  const cwd = join(repo, PAGE);
  const stamp = join(cwd, 'node_modules', '.switchyard-install');
  if (readStamp(stamp) === fingerprintOfPageModules(repo)) return;
  const install = () =>
    runCommand('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd, signal });
  await terminal.step("Installing the page's npm packages", install);
  writeStamp(stamp, fingerprintOfPageModules(repo));
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
