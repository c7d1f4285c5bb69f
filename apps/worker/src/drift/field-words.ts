import type { SetupDevice } from '@app/docker';

/** The words by which both sides of a difference name the same thing. */

const OWN_VOLUME = 'a volume of its own';
const WITHOUT_NAME = /^[0-9a-f]{64}$/;
const MEBIBYTE = 1_048_576;

/** portWords is where on its node a port is published. */
export function portWords(address: string, host: string): string {
  const open = address === '0.0.0.0' || address === '::' || address === '';
  return `${open ? '' : `${address}:`}${host === '' || host === '0' ? 'any port' : host}`;
}

/** mountWords is what is mounted; a folder below that of the project is told from there. */
export function mountWords(
  { type, source, readOnly }: { readonly type: string; readonly source: string; readonly readOnly: boolean },
  directory: string,
): string {
  return `${sourceWords(type, source, directory)}${readOnly ? ', read only' : ''}`;
}

function sourceWords(type: string, source: string, directory: string): string {
  if (type === 'volume')
    return source === '' || WITHOUT_NAME.test(source) ? OWN_VOLUME : `the volume ${source}`;
  if (type !== 'bind') return type;
  const path = trimmed(source);
  if (path === directory) return '.';
  return path.startsWith(`${directory}/`) ? `.${path.slice(directory.length)}` : path;
}

/** trimmed is a path without a slash at its end. */
export function trimmed(path: string): string {
  return path.length > 1 ? path.replace(/\/+$/, '') : path;
}

export function memoryWords(bytes: number): string {
  if (bytes <= 0) return '';
  return bytes % MEBIBYTE === 0 ? `${bytes / MEBIBYTE} MiB` : `${bytes} bytes`;
}

export function cpuWords(cpus: number): string {
  return cpus > 0 ? String(Number(cpus.toFixed(4))) : '';
}

export function countWords(count: number): string {
  return count > 0 ? String(count) : '';
}

export function deviceWords(devices: readonly SetupDevice[]): string {
  return devices.map(oneDevice).toSorted().join('; ');
}

function oneDevice({ driver, count, ids, capabilities }: SetupDevice): string {
  const which = ids.length > 0 ? ids.join(', ') : count < 0 ? 'all' : String(count);
  return `${driver === '' ? '' : `${driver} `}${which} (${capabilities.toSorted().join(', ')})`;
}

/** Compose's own labels hold the hash that all this explains, and paths of its host. */
export function isOwnLabel(name: string): boolean {
  return name.startsWith('com.docker.compose.');
}

/** pairOf splits `NAME=value`; undefined for a name alone, which sets nothing. */
export function pairOf(line: string): readonly [string, string] | undefined {
  const at = line.indexOf('=');
  return at < 1 ? undefined : [line.slice(0, at), line.slice(at + 1)];
}
