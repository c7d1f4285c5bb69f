import { inBatches, type ComposeDocument, type ConfigHashes } from '@app/docker';
import { DomainError, systemClock, type Clock } from '@app/kernel';
import type { NodeEngine } from '../nodes/node-engines.js';
import type { NodeDocuments } from './node-documents.js';
import { compareService } from './service-comparison.js';
import type { Field } from './setup-fields.js';
import type { DriftingService } from './with-drift.js';

const AT_ONCE = 4;
/** So long a list waits for its marks. */
const MARK_MS = 4_000;
/** What could not be told is not asked for with every list. */
const UNTOLD_MS = 60_000;

interface Mark {
  /** Undefined: it could not be told. */
  readonly differs: readonly Field[] | undefined;
  readonly until: number;
}

/**
 * DriftMarks tells of the services of a list which fields differ; each is looked at once for each state of the files, and
 * where that failed once a minute.
 */
export class DriftMarks {
  /** By node, then by the hash that the files give a service and its containers: both change when the answer may. */
  private readonly known = new Map<string, ReadonlyMap<string, Mark>>();

  constructor(
    private readonly documents: Pick<NodeDocuments, 'of'>,
    private readonly clock: Clock = systemClock,
  ) {}

  /** on never fails: where the difference cannot be told, there is no mark. */
  async on(
    engine: NodeEngine,
    services: readonly DriftingService[],
    hashes: ConfigHashes | undefined,
  ): Promise<DriftingService[]> {
    const before = this.known.get(engine.node.id);
    const now = new Map<string, Mark>();
    const look = this.lookOn(engine);
    const marked = await inBatches(services, AT_ONCE, async (service) => {
      if (service.drift !== 'drifted' || service.containers.length === 0) return service;
      const key = keyOf(service, hashes);
      const kept = before?.get(key);
      const mark = kept && this.clock.monotonic() < kept.until ? kept : await look(service);
      now.set(key, mark);
      return mark.differs === undefined ? service : { ...service, differs: mark.differs };
    });
    this.known.set(engine.node.id, now);
    return marked;
  }

  /** One look at the files serves all services that need it. */
  private lookOn(engine: NodeEngine): (service: DriftingService) => Promise<Mark> {
    const signal = AbortSignal.timeout(MARK_MS);
    let document: Promise<ComposeDocument> | undefined;
    return async ({ service, containers }) => {
      try {
        document ??= this.documents.of(engine.node, signal);
        const given = { engine, document: await document, service, containers };
        const told = await compareService(given, signal);
        const found = (told?.containers ?? []).flatMap(({ differences }) => differences);
        return { differs: [...new Set(found.map(({ field }) => field))], until: Infinity };
      } catch (error) {
        if (error instanceof DomainError)
          return { differs: undefined, until: this.clock.monotonic() + UNTOLD_MS };
        throw error;
      }
    };
  }
}

function keyOf({ service, containers }: DriftingService, hashes: ConfigHashes | undefined): string {
  return [hashes?.hashes.get(service), ...containers.map(({ id }) => id)].join(' ');
}
