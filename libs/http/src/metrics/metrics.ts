import { collectDefaultMetrics, Registry } from 'prom-client';

export { Registry } from 'prom-client';

/** createMetrics returns the registry of one app, with the process's own figures in it. */
export function createMetrics(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'switchyard_' });
  return registry;
}
