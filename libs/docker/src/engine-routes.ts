import { IMAGE_PATTERN } from './image-reference.js';
import { KEPT_PATTERN, KEPT_REPOSITORY_PATTERN, KEPT_TAG_PATTERN } from './kept-name.js';

/**
 * EngineRoute is one call of the Docker Engine API. The table below is all that this process can ask of an engine,
 * and all that the proxy of a remote node lets through.
 */
export interface EngineRoute {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** `{container}`, `{image}` and `{kept}` stand for a checked parameter each; the version comes before. */
  readonly path: string;
  readonly query: readonly string[];
  /** What the values of these query parameters must be, each as a whole. */
  readonly queryPatterns?: Readonly<Record<string, string>>;
  /** The answer never ends by itself, or only after a long while. */
  readonly streams: boolean;
  /** No node's proxy lets it through: it could give a trusted name to any image that was pulled. */
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
/** The names that we keep images by, and no others. */
const keeping = (route: EngineRoute): EngineRoute => ({
  ...route,
  queryPatterns: { repo: KEPT_REPOSITORY_PATTERN, tag: KEPT_TAG_PATTERN },
});
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
  keepImage: keeping(post('/images/{image}/tag', 'repo', 'tag')),
  listImages: get('/images/json', 'filters'),
  untagImage: del('/images/{kept}', 'noprune'),
} as const satisfies Record<string, EngineRoute>;

/** Each parameter's whole grammar, without anchors. A container is its full id, as the inventory has it. */
export const PARAMETER_PATTERNS: Readonly<Record<string, string>> = {
  container: '[0-9a-f]{64}',
  image: IMAGE_PATTERN,
  kept: KEPT_PATTERN,
};
