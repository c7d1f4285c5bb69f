import {
  COMPOSE_ROUTES,
  pathPattern,
  queryPattern,
  type ComposeRoute,
  type ComposeRouteName,
} from '@app/docker';

/** GateCall is a request that stands in the table of Compose's routes. */
export interface GateCall {
  readonly name: ComposeRouteName;
  readonly route: ComposeRoute;
  /** `/v1.41`, or nothing where a route may do without. */
  readonly api: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: ReadonlyMap<string, string>;
}

interface Entry {
  readonly name: ComposeRouteName;
  readonly route: ComposeRoute;
  readonly pattern: RegExp;
}

const BOOL = /^(?:|0|1|[tT]rue|[fF]alse)$/;
const QUERY_VALUES: Readonly<Record<string, RegExp>> = {
  name: /^\/?[a-zA-Z0-9][a-zA-Z0-9_.-]{0,200}$/,
  platform: /^(?:[a-z0-9_-]{1,20}(?:\/[a-z0-9_.-]{1,20}){0,2})?$/,
  v: BOOL,
  // To remove a link and not a container.
  link: /^(?:|0|[fF]alse)$/,
  force: BOOL,
  all: BOOL,
  size: BOOL,
  trunc_cmd: BOOL,
  verbose: BOOL,
  limit: /^-?\d{0,6}$/,
  scope: /^(?:local)?$/,
  filters: /^.{0,4096}$/s,
};

const API = /^\/v1\.\d\d/;
const ENTRIES: readonly Entry[] = Object.entries(COMPOSE_ROUTES).map(([name, route]) => ({
  name: name as ComposeRouteName,
  route,
  pattern: new RegExp(`^${pathPattern(route, { named: true })}${queryPattern(route)}$`),
}));

/** gateCall finds the route of a request by its method and its URL as it was sent, or undefined when there is none. */
export function gateCall(method: string, url: string): GateCall | undefined {
  for (const { name, route, pattern } of ENTRIES) {
    const match = route.method === method ? pattern.exec(url) : null;
    if (match === null) continue;
    const query = queryOf(url);
    if (query === undefined) return undefined;
    const parameters = Object.fromEntries(Object.entries(match.groups ?? {}).map(decoded));
    return { name, route, api: API.exec(url)?.[0] ?? '', parameters, query };
  }
  return undefined;
}

/** Each name once, each value as its grammar wants it; otherwise there is no such call. */
function queryOf(url: string): ReadonlyMap<string, string> | undefined {
  const query = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(url.split('?')[1] ?? '')) {
    if (query.has(name) || QUERY_VALUES[name]?.test(value) !== true) return undefined;
    query.set(name, value);
  }
  return query;
}

function decoded([name, value]: [string, string]): [string, string] {
  return [name, value.replaceAll('%40', '@')];
}
