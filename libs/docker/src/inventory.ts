import { DomainError } from '@app/kernel';
import { dependenciesOf, isOneOff, LABELS } from './compose-labels.js';
import { dockerError } from './docker-error.js';
import type { DockerNode } from './docker-node.js';
import type { EngineClient } from './engine-client.js';
import type { ContainerDetails, ContainerSummary, ImageDetails, PublishedPort } from './engine-values.js';
import { inBatches } from './in-batches.js';

export interface ServiceContainer {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly health: string | undefined;
  readonly image: string;
  readonly imageId: string;
  /** `name@sha256:…`; undefined for an image that came from no registry, and for one that is no longer there. */
  readonly imageDigest: string | undefined;
  readonly configHash: string | undefined;
  /** The compose version that wrote the config hash; flavours hash differently. */
  readonly composeVersion: string | undefined;
  readonly ports: readonly PublishedPort[];
  readonly restartCount: number;
  readonly exitCode: number;
  readonly startedAt: string | undefined;
  /** Renamed by a recreation that was interrupted. */
  readonly leftOver: boolean;
}

export interface Service {
  readonly node: string;
  readonly service: string;
  /** The containers' common state, or `mixed`. */
  readonly state: string;
  /** The worst of the containers' health; undefined when none has a check. */
  readonly health: string | undefined;
  readonly dependsOn: readonly string[];
  /** No action may touch it: it says so by label, or carries the control plane. */
  readonly protected: boolean;
  readonly containers: readonly ServiceContainer[];
}

const ATTEMPTS = 3;
const AT_ONCE = 8;
const WORST_FIRST = ['unhealthy', 'starting', 'healthy'];
/**
 * Compose gives such a name for the time of a recreation: 1.29 to the old container, the Go one to the new. The label
 * com.docker.compose.replace tells nothing: a container that took another's place keeps it for good.
 */
const LEFT_OVER = /^[0-9a-f]{12}_/;

/** ServiceOutline is what the engine's list of containers tells of a service, without a look at each of them. */
export interface ServiceOutline {
  readonly service: string;
  /** Of the containers, as they were listed. */
  readonly states: readonly string[];
  readonly dependsOn: readonly string[];
}

/** Inventory is the project of a node: the services that were asked for, and an outline of all of them. */
export interface Inventory {
  readonly services: readonly Service[];
  readonly outlines: readonly ServiceOutline[];
}

export interface ReadOptions {
  /** Names of the services that are wanted; all of them when absent. */
  readonly only?: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

/** readServices returns the services of the node's project that have containers, by name; throws as readInventory does. */
export async function readServices(
  client: EngineClient,
  node: DockerNode,
  options: ReadOptions = {},
): Promise<readonly Service[]> {
  return (await readInventory(client, node, options)).services;
}

/**
 * readInventory lists the containers of the node's project and inspects those of the services that are wanted. An
 * engine that cannot be asked throws: an empty list means that there is nothing. A container that goes while it is read
 * starts the reading anew; when that happens again and again, `node_changing` is thrown.
 */
export async function readInventory(
  client: EngineClient,
  node: DockerNode,
  options: ReadOptions = {},
): Promise<Inventory> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const inventory = await readOnce(client, node, options);
    if (inventory !== undefined) return inventory;
  }
  throw dockerError(
    node.id,
    'node_changing',
    `Containers of the node "${node.id}" change too fast to be read.`,
  );
}

/** serviceNamed looks a service up; throws `service_not_found`. */
export function serviceNamed(services: readonly Service[], node: string, name: string): Service {
  const found = services.find(({ service }) => service === name);
  if (found !== undefined) return found;
  throw dockerError(node, 'service_not_found', `The node "${node}" has no service with this id.`, {
    param: 'service',
  });
}

interface Reading {
  readonly summary: ContainerSummary;
  readonly details: ContainerDetails;
}

async function readOnce(
  client: EngineClient,
  node: DockerNode,
  { only, signal }: ReadOptions,
): Promise<Inventory | undefined> {
  const labels = [`${LABELS.project}=${node.compose.project}`, LABELS.service];
  const listed = await client.listContainers(labels, signal);
  const members = listed.filter((summary) => !isOneOff(summary.labels));
  const wanted = members.filter((summary) => only?.includes(serviceIn(summary)) ?? true);
  const readings = await inBatches(wanted, AT_ONCE, async (summary): Promise<Reading | undefined> => {
    const details = await orAbsent(client.inspectContainer(summary.id, signal), 'container_not_found');
    return details && { summary, details };
  });
  const whole = readings.filter((reading) => reading !== undefined);
  if (whole.length < readings.length) return undefined;
  const images = await readImages(client, whole, signal);
  return { services: grouped(node, whole, images), outlines: outlinesOf(members) };
}

function serviceIn({ labels }: Pick<ContainerSummary, 'labels'>): string {
  return labels[LABELS.service] ?? '';
}

function outlinesOf(members: readonly ContainerSummary[]): ServiceOutline[] {
  return [...Map.groupBy(members, serviceIn)]
    .map(([service, own]) => ({
      service,
      states: own.map(({ state }) => state),
      dependsOn: [...new Set(own.flatMap(({ labels }) => dependenciesOf(labels)))],
    }))
    .toSorted((one, other) => (one.service < other.service ? -1 : 1));
}

async function readImages(
  client: EngineClient,
  readings: readonly Reading[],
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, ImageDetails | undefined>> {
  const ids = [...new Set(readings.map(({ details }) => details.imageId))];
  const read = await inBatches(ids, AT_ONCE, (id) =>
    orAbsent(client.inspectImage(id, signal), 'image_not_found'),
  );
  return new Map(ids.map((id, index) => [id, read[index]]));
}

function grouped(
  node: DockerNode,
  readings: readonly Reading[],
  images: ReadonlyMap<string, ImageDetails | undefined>,
): Service[] {
  const byName = Map.groupBy(readings, ({ details }) => serviceIn(details));
  return [...byName]
    .map(([name, members]) => serviceOf(node, name, members, images))
    .toSorted((one, other) => (one.service < other.service ? -1 : 1));
}

function serviceOf(
  node: DockerNode,
  service: string,
  members: readonly Reading[],
  images: ReadonlyMap<string, ImageDetails | undefined>,
): Service {
  const containers = members.map((reading) => containerOf(reading, images.get(reading.details.imageId)));
  const states = new Set(containers.map(({ state }) => state));
  const labels = members.map(({ details }) => details.labels);
  return {
    node: node.id,
    service,
    state: states.size === 1 ? ([...states][0] ?? 'mixed') : 'mixed',
    health: WORST_FIRST.find((health) => containers.some((container) => container.health === health)),
    dependsOn: [...new Set(labels.flatMap(dependenciesOf))],
    protected:
      node.protectedServices.includes(service) || labels.some((given) => given[LABELS.protected] === 'true'),
    containers,
  };
}

function containerOf({ summary, details }: Reading, image: ImageDetails | undefined): ServiceContainer {
  return {
    id: details.id,
    name: details.name,
    state: details.state,
    health: details.health,
    image: details.image,
    imageId: details.imageId,
    imageDigest: digestFor(details.image, image?.digests ?? []),
    configHash: details.labels[LABELS.configHash],
    composeVersion: details.labels[LABELS.version],
    ports: summary.ports,
    restartCount: details.restartCount,
    exitCode: details.exitCode,
    startedAt: details.startedAt,
    leftOver: LEFT_OVER.test(details.name),
  };
}

/** An image may have come from several registries; the digest wanted is that of the name it was started by. */
function digestFor(reference: string, digests: readonly string[]): string | undefined {
  const name = reference.replace(/@.*$/, '').replace(/:[^/:]*$/, '');
  return digests.find((digest) => digest.startsWith(`${name}@`)) ?? digests[0];
}

async function orAbsent<T>(work: Promise<T>, code: string): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof DomainError && error.code === code) return undefined;
    throw error;
  }
}
