import { posix } from 'node:path';

/** Below these are the machine's own switches, or the sockets and files of the engine. */
const NEVER_BELOW = [
  '/proc',
  '/sys',
  '/dev',
  '/run',
  '/var/run',
  '/var/lib/docker',
  '/var/lib/containerd',
  '/etc/switchyard',
];
/** These hold too much as a whole; single files below them may be named. */
const NEVER_WHOLE = ['/etc', '/usr', '/boot', '/root', '/var', '/home'];

/** isPlainPath tells an absolute path that is written in the one way that it can be: no dots, no doubled slash. */
export function isPlainPath(path: string): boolean {
  return /^\/[^\0:]*$/.test(path) && posix.normalize(path) === path && (path === '/' || !path.endsWith('/'));
}

/** isWithin tells whether the path is the folder itself or below it. */
export function isWithin(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);
}

/** mayBeNamed tells whether a policy may give this path to containers at all; `sockets` are never among them. */
export function mayBeNamed(source: string, sockets: readonly string[] = []): boolean {
  const holds = (path: string) => isWithin(source, path);
  if ([...NEVER_BELOW, ...NEVER_WHOLE, ...sockets].some(holds)) return false;
  return !NEVER_BELOW.some((folder) => isWithin(folder, source));
}
