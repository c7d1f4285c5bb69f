import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { composePlugin } from './compose-plugin.ts';

export type ComposeFlavourName = '1.29' | 'plugin';

/** ComposePrograms is where one flavour of compose is found, and no other. */
export interface ComposePrograms {
  /** PATH and HOME of whoever runs it. */
  readonly path: string;
  readonly home: string;
  readonly command: readonly [string, ...string[]];
}

export const COMPOSE_FLAVOURS: readonly ComposeFlavourName[] = ['1.29', 'plugin'];

const FIND: Readonly<Record<ComposeFlavourName, (home: string) => Promise<ComposePrograms>>> = {
  '1.29': withProgram,
  plugin: withPlugin,
};

/** composePrograms makes one flavour the only one to be found, by a home in `folder`; the machine stays as it is. */
export async function composePrograms(flavour: ComposeFlavourName, folder: string): Promise<ComposePrograms> {
  return FIND[flavour](await mkdtemp(join(folder, 'home-')));
}

/** Beside 1.29 there must be no `docker`, which may have the plugin machine-wide. */
async function withProgram(home: string): Promise<ComposePrograms> {
  const path = join(home, 'bin');
  await mkdir(path);
  const { program, variables } = await composeOne();
  const script = `#!/bin/sh\n${variables.join(' ')} exec '${program}' "$@"\n`;
  await writeFile(join(path, 'docker-compose'), script, { mode: 0o755 });
  return { path, home, command: ['docker-compose'] };
}

async function withPlugin(home: string): Promise<ComposePrograms> {
  const plugins = join(home, '.docker/cli-plugins');
  await mkdir(plugins, { recursive: true });
  await symlink(await composePlugin(), join(plugins, 'docker-compose'));
  return { path: process.env['PATH'] ?? '', home, command: ['docker', 'compose'] };
}

interface ComposeOne {
  readonly program: string;
  /** What it is started with, each as `NAME=value`. */
  readonly variables: readonly string[];
}

/** With Python's own distutils, where there is one still, each call of it takes half the time. */
const QUICK = 'SETUPTOOLS_USE_DISTUTILS=stdlib';
const run = promisify(execFile);

async function composeOne(): Promise<ComposeOne> {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const program = join(folder, 'docker-compose');
    if (!(await isThere(program))) continue;
    if (await isOne('env', QUICK, program)) return { program, variables: [QUICK] };
    if (await isOne(program)) return { program, variables: [] };
  }
  throw new Error('docker-compose 1.29, as in Debian 12, is not in PATH.');
}

function isThere(program: string): Promise<boolean> {
  return access(program).then(
    () => true,
    () => false,
  );
}

async function isOne(file: string, ...first: readonly string[]): Promise<boolean> {
  const { stdout } = await run(file, [...first, 'version', '--short']).catch(() => ({ stdout: '' }));
  return stdout.startsWith('1.');
}
