import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, copyFile, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { RealEngine } from '../docker/real-engine.ts';

const BUSYBOX = '/bin/busybox';
const APPLETS = [
  'sh',
  'sed',
  'tr',
  'cat',
  'id',
  'ls',
  'touch',
  'grep',
  'sleep',
  'head',
  'wget',
  'df',
  'kill',
  'printf',
];

/** Images of static busybox and shell-server.sh, by what their containers do. */
const SHELL_IMAGES = {
  /** An MCP server, whose image names no user. */
  server: ['ENTRYPOINT ["/bin/sh", "/shell-server.sh"]'],
  /** The same as another user, with a folder that the image calls a volume. */
  user: ['ENTRYPOINT ["/bin/sh", "/shell-server.sh"]', 'USER 1000:1000', 'VOLUME /data'],
  /** Gives back what it is given. */
  echo: ['ENTRYPOINT ["/bin/cat"]'],
  /** Takes no notice of the end of its input. */
  stubborn: ['ENTRYPOINT ["/bin/sh", "-c", "cat; while :; do sleep 1; done"]'],
  /** Says something on both streams and fails. */
  failing: ['ENTRYPOINT ["/bin/sh", "-c", "sleep 0.3; echo last words; echo no token >&2; exit 3"]'],
} as const;

export type ShellImage = keyof typeof SHELL_IMAGES;

export function imageName(image: ShellImage): string {
  return `switchyard/shell-${image}:1`;
}

/** importShellImages gives the engine all of them. */
export async function importShellImages(engine: RealEngine): Promise<void> {
  const archive = await rootArchive();
  for (const image of Object.keys(SHELL_IMAGES) as ShellImage[]) {
    const changes = SHELL_IMAGES[image].flatMap((change) => ['--change', change]);
    const args = ['-H', `unix://${engine.socket}`, 'import', ...changes, '-', imageName(image)];
    const child = spawn('docker', args, { stdio: ['pipe', 'ignore', 'inherit'] });
    child.stdin.end(archive);
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code !== 0) throw new Error(`docker import ended with ${code}`);
  }
}

/** Readable by any user, unlike a folder that mkdtemp makes. */
async function rootArchive(): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'switchyard-shell-'));
  await chmod(folder, 0o755);
  for (const name of ['bin', 'tmp', 'data']) await mkdir(join(folder, name));
  await chmod(join(folder, 'tmp'), 0o1777);
  await copyFile(BUSYBOX, join(folder, 'bin/busybox'));
  await copyFile('test/mcp/shell-server.sh', join(folder, 'shell-server.sh'));
  for (const applet of APPLETS) await symlink('busybox', join(folder, 'bin', applet));
  const options = { encoding: 'buffer', maxBuffer: 64 * 1024 * 1024 } as const;
  const { stdout } = await promisify(execFile)('tar', ['-C', folder, '-c', '.'], options);
  await rm(folder, { recursive: true });
  return stdout;
}
