import { dockerError } from './docker-error.js';
import { PARAMETER_PATTERNS, type EngineRoute } from './engine-routes.js';

export type RouteParameters = Readonly<Record<string, string>>;
export type RouteQuery = Readonly<Record<string, string | undefined>>;

const WISHES: Readonly<Record<string, string>> = {
  container: 'must be a full container id',
  image: 'must be an image reference',
  kept: 'must be a name that we keep an image by',
};
const DANGEROUS = /\.\.|[?#%\\\s]/;

/**
 * enginePath renders a route's path and query. Every parameter must match its grammar, so that none can reach
 * another route; throws `parameter_refused` before anything is sent.
 */
export function enginePath(
  node: string,
  route: EngineRoute,
  parameters: RouteParameters,
  query: RouteQuery,
): string {
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    checked(node, name, parameters[name] ?? ''),
  );
  const given = Object.entries(query).flatMap(([name, value]): [string, string][] => {
    if (value === undefined) return [];
    if (!route.query.includes(name)) throw refused(node, name, 'is no parameter of this route');
    const wanted = route.queryPatterns?.[name];
    if (wanted !== undefined && !new RegExp(`^${wanted}$`).test(value)) {
      throw refused(node, name, 'is of another form than this route takes');
    }
    return [[name, value]];
  });
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`;
}

function checked(node: string, name: string, value: string): string {
  const pattern = PARAMETER_PATTERNS[name];
  if (pattern === undefined) throw refused(node, name, 'has no grammar');
  if (DANGEROUS.test(value) || !new RegExp(`^${pattern}$`).test(value)) {
    throw refused(node, name, WISHES[name] ?? 'is of another form');
  }
  return value.split('/').map(encodeSegment).join('/');
}

/** ":" and "@" may stand in a path (RFC 3986, section 3.3), and a proxy then sees no percent sign at all. */
function encodeSegment(segment: string): string {
  return encodeURIComponent(segment).replaceAll('%3A', ':').replaceAll('%40', '@');
}

function refused(node: string, name: string, what: string): Error {
  return dockerError(node, 'parameter_refused', `${name} ${what}.`, { param: name });
}
