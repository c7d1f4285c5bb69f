import type { FakeService } from './fake-stack.ts';

/** What the fake backend tells of how services differ from their files; the router's do in several ways. */
const DIFFERENCES = [
  {
    field: 'command',
    key: '',
    change: 'changed',
    hidden: false,
    running: 'node dist/main.js --token ***',
    files: 'node dist/main.js --token *** --trace',
  },
  { field: 'environment', key: 'GATEWAY_KEY', change: 'changed', hidden: true },
  { field: 'environment', key: 'ROUTER_IDLE_SEC', change: 'added', hidden: true },
  {
    field: 'mounts',
    key: '/config',
    change: 'changed',
    hidden: false,
    running: './config',
    files: './config, read only',
  },
  { field: 'limits', key: 'memory', change: 'added', hidden: false, files: '512 MiB' },
] as const;

/** driftOf answers `GET /services/{id}/drift`; undefined for any other path, and for a service that is not there. */
export function driftOf(path: string, node: string | null, services: readonly FakeService[]) {
  const name = /^\/services\/([^/]+)\/drift$/.exec(path)?.[1];
  const found = services.find((one) => one.name === name && one.node === (node ?? 'local'));
  if (found === undefined) return undefined;
  const about = { node: found.node, service: found.name };
  if (found.drift === 'unknown') {
    const reason = `The compose files of the node "${found.node}" are not on the worker's host.`;
    return { ...about, problem: { code: 'compose_failed', reason }, untold: [], containers: [] };
  }
  const differences = found.drift === 'drifted' ? DIFFERENCES : [];
  const containers = found.containers.map(({ id, name: called, drift }) => ({
    id,
    name: called,
    drift,
    differences,
    more: 0,
  }));
  return { ...about, untold: [], containers };
}
