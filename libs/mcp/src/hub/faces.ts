import type { PooledServer, ServerFace } from '../upstream/server-pool.js';
import type { HubParts } from './hub-parts.js';
import { within } from './within.js';

/** How long nobody waits for a server again that did not show its face. */
const PATIENCE_MS = 30_000;

interface KnownFace {
  /** The server stays the same object when it is to run in another way. */
  readonly generation: string;
  face?: ServerFace;
  asking?: Promise<ServerFace>;
  missedAt?: number;
}

/** Faces remembers what servers said of themselves, for as long as they are the same servers. */
export class Faces {
  readonly #known = new Map<string, KnownFace>();

  constructor(private readonly parts: Pick<HubParts, 'clock' | 'limits' | 'pool'>) {}

  known(server: PooledServer): ServerFace | undefined {
    return this.#of(server).face;
  }

  /** get connects if need be. Rejects as PooledServer.face does. */
  async get(server: PooledServer): Promise<ServerFace> {
    const known = this.#of(server);
    if (known.face !== undefined) return known.face;
    known.asking ??= this.#ask(server, known);
    return known.asking;
  }

  /** glance waits for the limit of a list at most, and not at all for a server that was just waited for in vain. */
  async glance(server: PooledServer): Promise<ServerFace | undefined> {
    const known = this.#of(server);
    const asked = this.get(server).catch(() => undefined);
    if (known.face !== undefined) return known.face;
    if (known.missedAt !== undefined && this.#sinceMs(known.missedAt) < PATIENCE_MS) return undefined;
    const face = await within(this.parts.limits.listWaitMs, asked);
    known.missedAt = face === undefined ? this.parts.clock.monotonic() : undefined;
    return face;
  }

  /** Forgets servers that are no more. */
  prune(): void {
    for (const id of this.#known.keys()) if (!this.parts.pool.servers.has(id)) this.#known.delete(id);
  }

  /** A server that was started anew may be another version of itself. */
  refresh(server: PooledServer): void {
    const known = this.#of(server);
    known.asking ??= this.#ask(server, known);
    known.asking.catch(() => undefined);
  }

  async #ask(server: PooledServer, known: KnownFace): Promise<ServerFace> {
    try {
      known.face = await server.face(this.parts.limits.listTotalMs);
      return known.face;
    } finally {
      delete known.asking;
    }
  }

  #of(server: PooledServer): KnownFace {
    const known = this.#known.get(server.id);
    if (known !== undefined && known.generation === server.generation) return known;
    const fresh: KnownFace = { generation: server.generation };
    this.#known.set(server.id, fresh);
    return fresh;
  }

  #sinceMs(moment: number): number {
    return this.parts.clock.monotonic() - moment;
  }
}
