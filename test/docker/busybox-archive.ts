import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const BUSYBOX = '/bin/busybox';
const APPLETS = ['sh', 'sleep', 'echo', 'cat', 'date', 'true', 'seq', 'httpd', 'wget'];

/** busyboxArchive is a root file system with static busybox alone, as a tar: an image that nobody has to pull. */
export async function busyboxArchive(): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'switchyard-image-'));
  await mkdir(join(folder, 'bin'));
  await mkdir(join(folder, 'tmp'));
  await copyFile(BUSYBOX, join(folder, 'bin/busybox'));
  for (const applet of APPLETS) await symlink('busybox', join(folder, 'bin', applet));
  const options = { encoding: 'buffer', maxBuffer: 64 * 1024 * 1024 } as const;
  const { stdout } = await promisify(execFile)('tar', ['-C', folder, '-c', '.'], options);
  await rm(folder, { recursive: true });
  return stdout;
}
