import type { NodeUse, Service, ServiceList, ServiceUse } from '../../api/ops-views.js';
import { readAt, serviceUseIn, nodeUseIn } from '../../data/node-use.js';
import { serviceState } from '../../data/service-state.js';
import type { StateWord } from '../../kit/index.js';

/** ServiceRow is a service beside what it uses. */
export interface ServiceRow {
  readonly service: Service;
  readonly state: StateWord;
  /** RFC 3339: when its node last answered, if it does not now. */
  readonly seenAt: string | undefined;
  readonly use: ServiceUse | undefined;
  /** When that was read, in milliseconds; 0: nothing has been. */
  readonly readAt: number;
  /** Undefined while nobody knows; `unreadable` when its source fails. */
  readonly gpu: 'none' | 'readable' | 'unreadable' | undefined;
  /** Whether figures were asked for and came, even if none was among them for this service. */
  readonly isAnswered: boolean;
}

interface Told {
  readonly uses: readonly NodeUse[] | undefined;
  /** When they came, in milliseconds. */
  readonly at: number;
  readonly isFailed: boolean;
}

/**
 * serviceRows are the services of all nodes, by node and name. Those of a node that does not answer stay as they were
 * last seen: what is not known is not gone.
 */
export function serviceRows({ services, lost }: ServiceList, told: Told): ServiceRow[] {
  const seen = lost.flatMap(({ seen_at, services: last }) =>
    last.map((service) => ({ service, seenAt: seen_at })),
  );
  const now = services.map((service) => ({ service, seenAt: undefined }));
  return [...now, ...seen].map(({ service, seenAt }) => rowOf(service, seenAt, told)).toSorted(byNodeAndName);
}

function rowOf(service: Service, seenAt: string | undefined, { uses, at, isFailed }: Told): ServiceRow {
  const use = nodeUseIn(uses, service.node);
  return {
    service,
    state: seenAt === undefined ? serviceState(service) : { kind: 'unknown', word: 'Unknown' },
    seenAt,
    use: serviceUseIn(use, service.name),
    readAt: readAt(use, at),
    gpu: gpuOf(use),
    isAnswered: uses !== undefined || isFailed,
  };
}

function gpuOf(use: NodeUse | undefined): ServiceRow['gpu'] {
  if (use === undefined || use.age_ms === null) return undefined;
  if (use.gpu_problem) return 'unreadable';
  return use.gpus === undefined ? 'none' : 'readable';
}

/** What runs here comes first. */
function byNodeAndName({ service: one }: ServiceRow, { service: other }: ServiceRow): number {
  if (one.node === other.node) return one.name.localeCompare(other.name, 'en', { numeric: true });
  if (one.node === 'local' || other.node === 'local') return one.node === 'local' ? -1 : 1;
  return one.node.localeCompare(other.node, 'en', { numeric: true });
}
