import { generationOf } from './compose-flavour.js';
import type { ConfigHashes } from './compose-cli.js';
import type { ServiceContainer } from './inventory.js';

/** Drift says whether a container is what its compose files now say. */
export type Drift = 'none' | 'drifted' | 'unknown';

/**
 * driftOf compares a container's config hash with that of the files. Generations of compose hash differently, and so
 * may two versions: a difference counts only when the same version wrote both.
 */
export function driftOf(
  { configHash, composeVersion }: Pick<ServiceContainer, 'configHash' | 'composeVersion'>,
  service: string,
  { version, generation, hashes }: ConfigHashes,
): Drift {
  const wanted = hashes.get(service);
  if (configHash === undefined || composeVersion === undefined) return 'unknown';
  if (wanted === undefined || generationOf(composeVersion) !== generation) return 'unknown';
  if (wanted === configHash) return 'none';
  return bare(composeVersion) === bare(version) ? 'drifted' : 'unknown';
}

function bare(version: string): string {
  return version.replace(/^v/, '');
}
