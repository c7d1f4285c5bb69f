import { driftOf, type ConfigHashes, type Drift } from '@app/docker';
import { DomainError } from '@app/kernel';
import type { ServiceFinder } from '../nodes/service-finder.js';
import type { ServiceQuery } from '../nodes/service-query.js';
import type { ConfigCache } from './config-cache.js';
import { dotEnvSecrets } from './dot-env-secrets.js';
import { compareService, type ContainerComparison } from './service-comparison.js';
import { secretsIn, shownDifference, type ShownDifference } from './shown-difference.js';
import type { NodeDocuments } from './node-documents.js';

/** ServiceDrift is how a service differs from what its files say now. */
export interface ServiceDrift {
  readonly node: string;
  readonly service: string;
  /** Why the files could not be compared; there are no containers then. */
  readonly problem: { readonly code: string; readonly reason: string } | undefined;
  /** Fields that could not be compared. */
  readonly untold: readonly string[];
  readonly containers: readonly ContainerDrift[];
}

interface ContainerDrift {
  readonly id: string;
  readonly name: string;
  /** What its config hash tells, which covers more than the fields. */
  readonly drift: Drift;
  readonly differences: readonly ShownDifference[];
  /** So many more are not listed. */
  readonly more: number;
}

const READ_MS = 20_000;
const MOST_CONTAINERS = 16;
const MOST_DIFFERENCES = 100;

/** DriftReader says of a service, field by field, what about it is not as its files say. It only reads. */
export class DriftReader {
  constructor(
    private readonly finder: Pick<ServiceFinder, 'find'>,
    private readonly documents: Pick<NodeDocuments, 'of'>,
    private readonly configs: Pick<ConfigCache, 'of'>,
  ) {}

  /**
   * read throws `node_not_found`, `service_not_found` or why the node could not be read; of files that could not be,
   * `problem` tells.
   */
  async read(asked: ServiceQuery, signal: AbortSignal): Promise<ServiceDrift> {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(READ_MS)]);
    const { engine, service, containers: all } = await this.finder.find(asked, limited);
    const containers = all.slice(0, MOST_CONTAINERS);
    const empty = { node: asked.node, service, untold: [], containers: [] };
    const document = await orProblem(this.documents.of(engine.node, limited));
    if (document instanceof DomainError) return { ...empty, problem: problemOf(document) };
    const compared = await compareService({ engine, document, service, containers }, limited);
    if (compared === undefined) return { ...empty, problem: NOT_NAMED };
    const { hashes } = await this.configs.of(engine.node);
    const secrets = await dotEnvSecrets(engine.node.compose.directory);
    const told = compared.containers.map((one) => toldOf(one, service, hashes, secrets));
    return { ...empty, problem: undefined, untold: compared.untold, containers: told };
  }
}

const NOT_NAMED = { code: 'service_not_in_files', reason: 'its files do not name this service' };

function problemOf({ code, message }: DomainError): { readonly code: string; readonly reason: string } {
  return { code, reason: message };
}

async function orProblem<T>(work: Promise<T>): Promise<T | DomainError> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
}

function toldOf(
  { container, running, files, differences }: ContainerComparison,
  service: string,
  hashes: ConfigHashes | undefined,
  known: readonly string[],
): ContainerDrift {
  const secrets = secretsIn(known, running, files);
  const listed = differences.slice(0, MOST_DIFFERENCES);
  return {
    id: container.id,
    name: container.name,
    drift: hashes === undefined ? 'unknown' : driftOf(container, service, hashes),
    differences: listed.map((one) => shownDifference(one, secrets)),
    more: differences.length - listed.length,
  };
}
