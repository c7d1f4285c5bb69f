import { whyNot, type ReadyReport } from '@app/http';
import type { Provider } from '@app/providers';
import type { ProviderRegistry } from '../catalog/provider-registry.js';

interface ProviderState {
  id: string;
  kind: string;
  ok: boolean;
  /** Why not, in the words of an error. */
  error?: string;
}

interface ProvidersReport extends ReadyReport {
  readonly providers: ProviderState[];
}

/** askProviders asks every provider whether it answers. The gateway is ready when a model can be reached. */
export async function askProviders(registry: ProviderRegistry): Promise<ProvidersReport> {
  const providers = await Promise.all(registry.providers.map(stateOf));
  const upstreams = providers.filter((provider) => provider.kind !== 'loopback');
  const ready = upstreams.length === 0 || upstreams.some((provider) => provider.ok);
  return { ready, providers };
}

async function stateOf(provider: Provider): Promise<ProviderState> {
  const { id, kind } = provider;
  const error = await whyNot((signal) => provider.probe(signal));
  return error === undefined ? { id, kind, ok: true } : { id, kind, ok: false, error };
}
