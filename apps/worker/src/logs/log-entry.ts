import type { ServiceLogEntry } from '@app/docker';
import type { DomainError } from '@app/kernel';

/**
 * What the stream to ops holds, one JSON object a line. `following` comes first in a followed log, once the
 * engine has opened it: what is written from then on is not missed. `truncated` says that older lines of the ones asked for did not fit. `error` is why the stream
 * ends here; one that ends without it has ended well.
 */
export type LogEntry =
  | { readonly at: string | null; readonly stream: string; readonly container: string; readonly line: string }
  | { readonly at: string; readonly marker: string; readonly container: string | null }
  | { readonly following: true; readonly containers: readonly string[] }
  | { readonly truncated: true }
  | { readonly error: { readonly code: string; readonly message: string } };

export function entryOf(entry: ServiceLogEntry): LogEntry {
  if ('following' in entry) return { following: true, containers: entry.following };
  if ('marker' in entry) {
    return { at: entry.at, marker: entry.marker, container: entry.container ?? null };
  }
  const { at, stream, container, text } = entry;
  return { at: at ?? null, stream, container, line: text };
}

export function errorEntry({ code, message }: DomainError): LogEntry {
  return { error: { code, message } };
}
