import { IMAGE_PATTERN } from './image-reference.js';
import { KEPT_PATTERN } from './kept-name.js';

/**
 * EngineRoute is one call of the Docker Engine API. The table below is all that this process can ask of an engine,
 * and all that the proxy of a remote node lets through.
 */
export interface EngineRoute {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** `{container}`, `{image}` and `{kept}` stand for a checked parameter each; the version comes before. */
  readonly path: string;
  readonly query: readonly string[];
  /** The answer never ends by itself, or only after a long while. */
  readonly streams: boolean;
  /** No node's proxy lets it through: it could take a trusted name from an image, or give it to any that was pulled. */
  readonly local?: true;
}

const get = (path: string, ...query: string[]): EngineRoute => ({
  method: 'GET',
  path,
  query,
  streams: false,
});
const post = (path: string, ...query: string[]): EngineRoute => ({
  method: 'POST',
  path,
  query,
  streams: false,
});
const del = (path: string, ...query: string[]): EngineRoute => ({
  method: 'DELETE',
  path,
  query,
  streams: false,
});
const local = (route: EngineRoute): EngineRoute => ({ ...route, local: true });
const streaming = (route: EngineRoute): EngineRoute => ({ ...route, streams: true });

const LOG_QUERY = ['follow', 'stdout', 'stderr', 'since', 'tail', 'timestamps'];

export const ENGINE_ROUTES = {
  ping: get('/_ping'),
  version: get('/version'),
  info: get('/info'),
  listContainers: get('/containers/json', 'all', 'filters'),
  inspectContainer: get('/containers/{container}/json'),
  startContainer: post('/containers/{container}/start'),
  stopContainer: post('/containers/{container}/stop', 't'),
  restartContainer: post('/containers/{container}/restart', 't'),
  containerLogs: streaming(get('/containers/{container}/logs', ...LOG_QUERY)),
  containerStats: get('/containers/{container}/stats', 'stream'),
  events: streaming(get('/events', 'since', 'filters')),
  inspectImage: get('/images/{image}/json'),
  pullImage: streaming(post('/images/create', 'fromImage', 'tag')),
  tagImage: local(post('/images/{image}/tag', 'repo', 'tag')),
  listImages: local(get('/images/json', 'filters')),
  untagImage: local(del('/images/{kept}', 'noprune')),
} as const satisfies Record<string, EngineRoute>;

/** Each parameter's whole grammar, without anchors. A container is its full id, as the inventory has it. */
export const PARAMETER_PATTERNS: Readonly<Record<string, string>> = {
  container: '[0-9a-f]{64}',
  image: IMAGE_PATTERN,
  kept: KEPT_PATTERN,
};
