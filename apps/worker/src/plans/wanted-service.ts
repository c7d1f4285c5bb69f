import type { ConfigHashes } from '@app/docker';

/** WantedService is what Compose would make of a service now. */
export interface WantedService {
  readonly service: string;
  readonly image: string;
  /** Undefined while the node does not have the image. */
  readonly imageId: string | undefined;
  /** What `up` would label its containers with; undefined when that depends on an image that is not there. */
  readonly configHash: string | undefined;
  /** A container with one of these is left as it is. */
  readonly acceptedHashes: readonly string[];
  readonly replicas: number;
  readonly generation: ConfigHashes['generation'];
}

/** labelsOf says what `up` would write on a service, and what it may find there and leave. */
export function labelsOf(
  service: string,
  imageId: string | undefined,
  { generation, hashes, alone }: ConfigHashes,
): Pick<WantedService, 'configHash' | 'acceptedHashes'> {
  const whole = hashes.get(service);
  const written = alone?.get(service) ?? whole;
  const accepted = [...new Set([written, whole])].filter((hash) => hash !== undefined);
  // 1.29 hashes the id of the image too, so without the image there is no telling.
  if (generation === 1 && imageId === undefined) return { configHash: undefined, acceptedHashes: [] };
  return { configHash: written, acceptedHashes: accepted };
}
