import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sourceOf, type AptSource } from './apt-sources.ts';

/** The suite whose package `docker-compose` is the plugin; that of earlier ones is 1.29. */
const SUITE = 'trixie';
const PACKAGED = 'usr/libexec/docker/cli-plugins/docker-compose';
const KEPT = join(import.meta.dirname, '../../.toolchain/compose-plugin');
/** Where docker looks for plugins, besides a caller's home. */
const PLUGIN_FOLDERS = [
  join(homedir(), '.docker/cli-plugins'),
  '/usr/local/lib/docker/cli-plugins',
  '/usr/local/libexec/docker/cli-plugins',
  '/usr/lib/docker/cli-plugins',
  '/usr/libexec/docker/cli-plugins',
];

const run = promisify(execFile);

/**
 * composePlugin returns the path of Docker's compose plugin: the machine's own, else one that was unpacked into
 * .toolchain before, else that of a later Debian, which apt fetches from the machine's mirror. Nothing is installed.
 */
export async function composePlugin(): Promise<string> {
  const kept = join(KEPT, 'docker-compose');
  for (const path of [...PLUGIN_FOLDERS.map((folder) => join(folder, 'docker-compose')), kept]) {
    if (await isPlugin(path)) return path;
  }
  await fetchPlugin(kept);
  if (await isPlugin(kept)) return kept;
  throw new Error('The compose plugin of a later Debian does not run here; install Docker’s own.');
}

async function isPlugin(path: string): Promise<boolean> {
  const present = await access(path).then(
    () => true,
    () => false,
  );
  if (!present) return false;
  const { stdout } = await run(path, ['docker-cli-plugin-metadata']).catch(() => ({ stdout: '' }));
  return stdout.includes('"Version"');
}

async function fetchPlugin(path: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'switchyard-compose-plugin-'));
  try {
    const source = await machineSource();
    const apt = await privateApt(folder, source);
    await run('apt-get', [...apt, 'update'], { cwd: folder });
    await run('apt-get', [...apt, 'download', 'docker-compose'], { cwd: folder });
    const archive = (await readdir(folder)).find((name) => name.endsWith('.deb'));
    if (archive === undefined) throw new Error('apt-get has downloaded no package.');
    await mkdir(KEPT, { recursive: true });
    // Unpacked beside its place, so that it comes whole, and only to one of two who fetch it at once.
    const unpacked = await mkdtemp(join(KEPT, 'unpacked-'));
    await run('dpkg-deb', ['--extract', join(folder, archive), unpacked]);
    await rename(join(unpacked, PACKAGED), path);
    await rm(unpacked, { recursive: true });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The machine's own apt, its lists and its packages stay as they are. */
async function privateApt(folder: string, { uri, signedBy }: AptSource): Promise<string[]> {
  const list = join(folder, 'later.sources');
  const signature = signedBy === undefined ? '' : `Signed-By: ${signedBy}\n`;
  await writeFile(list, `Types: deb\nURIs: ${uri}\nSuites: ${SUITE}\nComponents: main\n${signature}`);
  for (const part of ['lists/partial', 'cache/archives/partial'])
    await mkdir(join(folder, part), { recursive: true });
  const settings = {
    'Dir::Etc::sourcelist': list,
    'Dir::Etc::sourceparts': '-',
    'Dir::State::lists': join(folder, 'lists'),
    'Dir::Cache': join(folder, 'cache'),
    'Acquire::Languages': 'none',
    // Its own user could not write to a folder of ours.
    'APT::Sandbox::User': 'root',
  };
  return ['-qq', ...Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`])];
}

async function machineSource(): Promise<AptSource> {
  const suite = /^VERSION_CODENAME=(\w+)$/m.exec(await readFile('/etc/os-release', 'utf8'))?.[1] ?? '';
  const parts = '/etc/apt/sources.list.d';
  const names = (await readdir(parts).catch(() => [])).filter((name) => /\.(list|sources)$/.test(name));
  for (const file of ['/etc/apt/sources.list', ...names.toSorted().map((name) => join(parts, name))]) {
    const source = sourceOf(file, await readFile(file, 'utf8').catch(() => ''), suite);
    if (source !== undefined) return source;
  }
  throw new Error('This machine has no compose plugin, and apt no mirror of Debian; install Docker’s own.');
}

if (import.meta.main) await composePlugin();
