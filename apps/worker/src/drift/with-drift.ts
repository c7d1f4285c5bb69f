import { driftOf, type ConfigHashes, type DockerNode, type Drift, type Service } from '@app/docker';

type DriftingContainer = Service['containers'][number] & { readonly drift: Drift };

/** DriftingService is a service beside what its files say of it. */
export interface DriftingService extends Service {
  /** The worst of the containers; a service without any, though configured, has drifted. */
  readonly drift: Drift;
  /** Which fields differ, where that can be told. */
  readonly differs?: readonly string[];
  /** The Compose project that it is of. */
  readonly project: string;
  readonly containers: readonly DriftingContainer[];
}

/** withDrift compares each container with the files, and adds the configured services that have none as `absent`. */
export function withDrift(
  node: DockerNode,
  services: readonly Service[],
  hashes: ConfigHashes | undefined,
): DriftingService[] {
  const present = services.map((service) => comparedWith(node, hashes, service));
  const names = new Set(services.map(({ service }) => service));
  const absent = [...(hashes?.hashes.keys() ?? [])].filter((name) => !names.has(name));
  return [...present, ...absent.map((name) => absentService(node, name))].toSorted((one, other) =>
    one.service < other.service ? -1 : 1,
  );
}

function comparedWith(
  { compose: { project } }: DockerNode,
  hashes: ConfigHashes | undefined,
  service: Service,
): DriftingService {
  const containers = service.containers.map((container) => {
    const drift = hashes === undefined ? 'unknown' : driftOf(container, service.service, hashes);
    return { ...container, drift };
  });
  return { ...service, project, containers, drift: worstOf(containers) };
}

function worstOf(containers: readonly DriftingContainer[]): Drift {
  const worst = (['drifted', 'unknown'] as const).find((drift) =>
    containers.some((container) => container.drift === drift),
  );
  return worst ?? 'none';
}

function absentService({ id, compose, protectedServices }: DockerNode, service: string): DriftingService {
  return {
    node: id,
    project: compose.project,
    service,
    state: 'absent',
    health: undefined,
    dependsOn: [],
    protected: protectedServices.includes(service),
    drift: 'drifted',
    containers: [],
  };
}
