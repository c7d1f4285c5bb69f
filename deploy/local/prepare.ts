import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runCommand } from './commands.ts';
import { fingerprintOfModules, fingerprintOfSources } from './fingerprint.ts';
import type { Terminal } from './terminal.ts';

export interface Workshop {
  readonly repo: string;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

/** installModules runs `npm install`, unless the last one read the same files. */
export async function installModules({ repo, terminal, signal }: Workshop): Promise<void> {
  const stamp = join(repo, 'node_modules', '.switchyard-install');
  if (readStamp(stamp) === fingerprintOfModules(repo)) return;
  await terminal.step('Installing npm packages', () => runCommand('npm', ['install'], { cwd: repo, signal }));
  writeStamp(stamp, fingerprintOfModules(repo));
}

/** build compiles every app into dist/, unless it holds the build of these very sources. */
export async function build({ repo, terminal, signal }: Workshop): Promise<void> {
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
