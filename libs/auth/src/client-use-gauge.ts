import { askedGauge, type Registry } from '@app/http';
import type { ClientRegistry } from './client-registry.js';

/** clientUseGauge shows when each client's key was last taken by this process. Labels are ids of configured clients. */
export function clientUseGauge(metrics: Registry, clients: Pick<ClientRegistry, 'lastUses'>): void {
  const options = {
    name: 'switchyard_client_last_used_timestamp_seconds',
    help: 'When the key of a client was last taken here, in seconds since 1970',
    labelNames: ['client'],
  };
  askedGauge(metrics, options, () =>
    [...clients.lastUses()].map(([client, at]) => ({ labels: { client }, value: at / 1_000 })),
  );
}
