import { DomainError, systemClock, type Clock } from '@app/kernel';
import type { Provider } from '@app/providers';
import type { ProviderRegistry } from '../catalog/provider-registry.js';

interface ProviderState {
  id: string;
  kind: string;
  ok: boolean;
  /** Why not, in the words of an error code and its message. */
  error?: string;
}

export interface ReadyReport {
  ready: boolean;
  providers: ProviderState[];
}

const PROBE_MS = 2_000;
/** Several monitors ask at once; upstreams are asked once in this time. */
const REMEMBER_MS = 2_000;

/** Readiness asks every provider whether it answers. The gateway is ready when a model can be reached. */
export class Readiness {
  #report: Promise<ReadyReport> | undefined;
  #askedAt = 0;

  constructor(
    private readonly registry: ProviderRegistry,
    private readonly clock: Clock = systemClock,
  ) {}

  report(): Promise<ReadyReport> {
    const now = this.clock.monotonic();
    if (!this.#report || now - this.#askedAt >= REMEMBER_MS) {
      this.#askedAt = now;
      this.#report = this.ask();
    }
    return this.#report;
  }

  private async ask(): Promise<ReadyReport> {
    const providers = await Promise.all(this.registry.providers.map(probe));
    const upstreams = providers.filter((provider) => provider.kind !== 'loopback');
    const ready = upstreams.length === 0 || upstreams.some((provider) => provider.ok);
    return { ready, providers };
  }
}

async function probe(provider: Provider): Promise<ProviderState> {
  const { id, kind } = provider;
  try {
    await provider.probe(AbortSignal.timeout(PROBE_MS));
    return { id, kind, ok: true };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const timedOut = error.code === 'client_closed_request';
    return { id, kind, ok: false, error: timedOut ? `no answer within ${PROBE_MS / 1000} s` : error.message };
  }
}
