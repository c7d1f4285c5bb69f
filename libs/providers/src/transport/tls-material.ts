import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { type FSWatcher, watch } from 'chokidar';
import { providerError } from '../provider-error.js';
import type { TlsFiles } from '../provider-settings.js';

/** TlsMaterial is what the PEM files held when they were read, and it has been checked to be usable. */
export interface TlsMaterial {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
  readonly servername?: string;
}

const PEM_FIELDS = ['ca', 'cert', 'key'] as const;
const SETTLE_MILLISECONDS = 200;

/** readTlsMaterial reads the files; throws a DomainError that names the field and never the path. */
export function readTlsMaterial(upstream: string, files: TlsFiles): TlsMaterial {
  const read = Object.fromEntries(
    PEM_FIELDS.flatMap((field) => {
      const path = files[field];
      return path === undefined ? [] : [[field, readPem(upstream, field, path)]];
    }),
  );
  const material: TlsMaterial =
    files.serverName === undefined ? read : { ...read, servername: files.serverName };
  check(upstream, material);
  return material;
}

/** watchTlsFiles calls `changed` once the files have been quiet for a moment after a change. */
export function watchTlsFiles(files: TlsFiles, changed: () => void): FSWatcher {
  let settle: NodeJS.Timeout | undefined;
  const paths = PEM_FIELDS.flatMap((field) => files[field] ?? []);
  const watcher = watch(paths, { ignoreInitial: true });
  const settleFirst = () => {
    clearTimeout(settle);
    settle = setTimeout(() => {
      if (!watcher.closed) changed();
    }, SETTLE_MILLISECONDS);
  };
  // A file that is taken away may be an error to the watcher; unheard, it would end the process.
  return watcher.on('all', settleFirst).on('error', settleFirst);
}

function readPem(upstream: string, field: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw problem(upstream, `tls.${field} cannot be read`, cause);
  }
}

function check(upstream: string, { ca, cert, key }: TlsMaterial): void {
  try {
    if (ca !== undefined) void new X509Certificate(ca);
  } catch (cause) {
    throw problem(upstream, 'tls.ca is not a PEM certificate', cause);
  }
  try {
    createSecureContext({ ca, cert, key });
  } catch (cause) {
    throw problem(upstream, 'tls.cert and tls.key are not a PEM certificate and its key', cause);
  }
}

function problem(upstream: string, what: string, cause: unknown): Error {
  const { code } = cause as { code?: unknown };
  return providerError(
    'upstream_unreachable',
    `TLS of the upstream "${upstream}": ${what}${typeof code === 'string' ? ` (${code})` : ''}.`,
    {
      upstream,
      cause,
    },
  );
}
