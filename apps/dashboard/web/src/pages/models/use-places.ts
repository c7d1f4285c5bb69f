import { useMemo } from 'react';
import { useLiveView } from '../../data/queries.js';
import { placeOf, type ProviderPlace } from './provider-place.js';
import { useLibrary } from './use-models.js';

/** usePlaces says of each provider where it runs. */
export function usePlaces(): ReadonlyMap<string, ProviderPlace> {
  const providers = useLibrary().data?.providers;
  const services = useLiveView('services')?.services;
  return useMemo(
    () => new Map((providers ?? []).map((provider) => [provider.id, placeOf(provider, services ?? [])])),
    [providers, services],
  );
}
