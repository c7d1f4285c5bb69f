import { COMPOSE_PARAMETERS, type ComposeRoute } from './compose-routes.js';
import { PARAMETER_PATTERNS, type EngineRoute } from './engine-routes.js';
import { SPOKEN_VERSIONS } from './engine-version.js';

export type AnyRoute = ComposeRoute | EngineRoute;

/** pathPattern is the grammar of a route's path with its version, without anchors; `named` makes parameters groups. */
export function pathPattern(route: AnyRoute, { named = false } = {}): string {
  const path = route.path
    .split(/(\{\w+\})/)
    .map((part) => parameter(part, named) ?? escaped(part))
    .join('');
  const version = `/v${SPOKEN_VERSIONS}`;
  return `${'unversioned' in route ? `(?:${version})?` : version}${path}`;
}

/** queryPattern is the grammar of what may follow the path, without anchors: the route's own parameters alone. */
export function queryPattern(route: AnyRoute): string {
  const { query } = route;
  if (query.length === 0) return '';
  const values: Readonly<Record<string, string>> =
    'queryPatterns' in route ? (route.queryPatterns ?? {}) : {};
  const free = query.filter((name) => values[name] === undefined).map(escaped);
  const bound = query.flatMap((name) => {
    const value = values[name];
    return value === undefined ? [] : [`${escaped(name)}=(?:${value.replaceAll('/', '(?:/|%2F)')})`];
  });
  const pairs = [...(free.length > 0 ? [`(?:${free.join('|')})=[^&;]*`] : []), ...bound];
  const pair = pairs.length === 1 ? pairs[0] : `(?:${pairs.join('|')})`;
  return `(?:\\?${pair}(?:&${pair})*)?`;
}

function parameter(part: string, named: boolean): string | undefined {
  const name = part.slice(1, -1);
  const pattern = part.startsWith('{') ? (COMPOSE_PARAMETERS[name] ?? PARAMETER_PATTERNS[name]) : undefined;
  return pattern === undefined || !named ? pattern : `(?<${name}>${pattern})`;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
