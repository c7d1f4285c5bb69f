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
  { version, generation, hashes, alone }: ConfigHashes,
): Drift {
  const wanted = hashes.get(service);
  if (configHash === undefined || composeVersion === undefined) return 'unknown';
  if (wanted === undefined || generationOf(composeVersion) !== generation) return 'unknown';
  if (wanted === configHash || alone?.get(service) === configHash) return 'none';
  return release(composeVersion) === release(version) ? 'drifted' : 'unknown';
}

/** The label has the three numbers alone, whatever a distribution has added to its version. */
function release(version: string): string | undefined {
  return /^v?(\d+\.\d+\.\d+)/.exec(version)?.[1];
}
