import type { DomainError } from '@app/kernel';
import { dockerError } from './docker-error.js';

/** What this room speaks; Engine 19.03 to 28 and later ones that still take 1.51. */
const OLDEST_MINOR = 40;
const NEWEST_MINOR = 51;
export const NEWEST_VERSION = `1.${NEWEST_MINOR}`;
/** SPOKEN_VERSIONS is the same as a pattern, for the proxy. */
export const SPOKEN_VERSIONS = '1\\.(?:4[0-9]|5[01])';

const COMPLAINT = /client version \S+ is too (?:old|new)/i;

/** isVersionComplaint tells a 400 about the version, which comes before anything is done, from any other. */
export function isVersionComplaint(words: string): boolean {
  return COMPLAINT.test(words);
}

/**
 * pickVersion returns the newest version that both sides speak, given the engine's `ApiVersion` and
 * `MinAPIVersion`; throws `node_version_unsupported`.
 */
export function pickVersion(node: string, newest: string, oldest: string | undefined): string {
  const top = Math.min(NEWEST_MINOR, minorOf(newest));
  const floor = Math.max(OLDEST_MINOR, oldest === undefined ? 0 : minorOf(oldest));
  if (top >= floor) return `1.${top}`;
  throw versionUnsupported(node, newest);
}

export function versionUnsupported(node: string, newest: string): DomainError {
  const speaks = minorOf(newest) < 0 ? 'no API that is known' : `the API up to ${newest}`;
  const message = `The engine of the node "${node}" speaks ${speaks}; wanted one of 1.${OLDEST_MINOR} to ${NEWEST_VERSION}.`;
  return dockerError(node, 'node_version_unsupported', message);
}

/** A version that is none at all counts as older than everything. */
function minorOf(version: string): number {
  return Number(/^1\.(\d{1,3})$/.exec(version)?.[1] ?? -1);
}
