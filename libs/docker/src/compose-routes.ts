import { IMAGE_PATTERN } from './image-reference.js';
import { PARAMETER_PATTERNS } from './engine-routes.js';

/**
 * ComposeRoute is one call that Compose makes of a remote node's engine besides the typed ones. The node's Caddy passes
 * it to the create gate and never to the engine itself.
 */
export interface ComposeRoute {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'DELETE';
  /** Parameters stand in braces, as in the table of engine routes; the version comes before. */
  readonly path: string;
  readonly query: readonly string[];
  readonly streams: false;
  /** It carries JSON, and is refused without. */
  readonly body?: true;
  /** Asked without a version, which both kinds of Compose do to learn of it. */
  readonly unversioned?: true;
}

const call = (method: ComposeRoute['method'], path: string, ...query: string[]) => ({
  method,
  path,
  query,
  streams: false as const,
});
const get = (path: string, ...query: string[]) => ({
  ...call('GET', path, ...query),
  method: 'GET' as const,
});
const json = (path: string, ...query: string[]) => ({
  ...call('POST', path, ...query),
  body: true as const,
});
const unversioned = (route: ComposeRoute) => ({ ...route, unversioned: true as const });

const LIST_QUERY = ['limit', 'all', 'size', 'trunc_cmd', 'filters'];

/**
 * COMPOSE_ROUTES is what docker-compose 1.29 and the Go plugin ask for `config` and `up --detach --no-build`, as far as
 * the typed routes do not have it. `gate` and `gateDisk` are the gate's own: who gets an answer to the first knows that
 * there is one, and to the second how much room is on its disk.
 */
export const COMPOSE_ROUTES = {
  gate: get('/switchyard/gate'),
  gateDisk: get('/switchyard/disk'),
  composePing: unversioned(call('HEAD', '/_ping')),
  composePingAgain: unversioned(get('/_ping')),
  composeVersion: unversioned(get('/version')),
  composeContainers: get('/containers/json', ...LIST_QUERY),
  composeImage: get('/images/{quotedImage}/json'),
  createContainer: json('/containers/create', 'name', 'platform'),
  renameContainer: call('POST', '/containers/{container}/rename', 'name'),
  removeContainer: call('DELETE', '/containers/{container}', 'v', 'link', 'force'),
  listNetworks: get('/networks', 'filters'),
  inspectNetwork: get('/networks/{network}', 'scope', 'verbose'),
  createNetwork: json('/networks/create'),
  connectNetwork: json('/networks/{network}/connect'),
  disconnectNetwork: json('/networks/{network}/disconnect'),
  inspectVolume: get('/volumes/{volume}'),
  createVolume: json('/volumes/create'),
} as const satisfies Record<string, ComposeRoute>;

export type ComposeRouteName = keyof typeof COMPOSE_ROUTES;

const OBJECT_NAME = '[a-zA-Z0-9][a-zA-Z0-9_.-]{0,127}';

/** Each parameter's whole grammar, without anchors. 1.29 writes the "@" of a digest as %40. */
export const COMPOSE_PARAMETERS: Readonly<Record<string, string>> = {
  container: PARAMETER_PATTERNS['container'] ?? '',
  network: OBJECT_NAME,
  volume: OBJECT_NAME,
  quotedImage: IMAGE_PATTERN.replaceAll('@', '(?:@|%40)'),
};
