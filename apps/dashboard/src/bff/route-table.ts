import type { UpstreamName } from '../upstreams/upstream-name.js';

interface Template {
  readonly method: string;
  /** A string stands for itself, undefined for any one segment. */
  readonly segments: readonly (string | undefined)[];
}

const CONTROL = /\p{Cc}/u;

/**
 * RouteTable knows the routes of the upstreams by their documents. What it lets through is built anew from a template
 * and its parameters, so that no spelling of a path reaches anything else.
 */
export class RouteTable {
  private readonly templates: ReadonlyMap<string, readonly Template[]>;

  /** Routes are written as `GET /services/{id}`. */
  constructor(routes: Readonly<Record<UpstreamName, readonly string[]>>) {
    const entries = Object.entries(routes).map(([name, list]) => [name, list.map(templateOf)] as const);
    this.templates = new Map(entries);
  }

  /** pathFor returns the upstream's path for a path as it was sent, without its query; undefined: there is no such route. */
  pathFor(upstream: UpstreamName, method: string, sent: string): string | undefined {
    const segments = segmentsOf(sent);
    if (segments === undefined) return undefined;
    const fitting = (this.templates.get(upstream) ?? []).filter(
      (template) => template.method === method && fits(template, segments),
    );
    const [best] = fitting.sort((a, b) => parametersIn(a) - parametersIn(b));
    return (
      best && `/${best.segments.map((own, at) => own ?? encodeURIComponent(segments[at] ?? '')).join('/')}`
    );
  }
}

function templateOf(route: string): Template {
  const [method = '', path = ''] = route.split(' ');
  const segments = path.slice(1).split('/');
  return { method, segments: segments.map((segment) => (segment.startsWith('{') ? undefined : segment)) };
}

function fits({ segments }: Template, sent: readonly string[]): boolean {
  return (
    segments.length === sent.length && segments.every((own, at) => own === undefined || own === sent[at])
  );
}

function parametersIn({ segments }: Template): number {
  return segments.filter((own) => own === undefined).length;
}

/** Undefined for a path that no client of ours writes: `..`, empty segments, control characters, broken escapes. */
function segmentsOf(sent: string): string[] | undefined {
  if (!sent.startsWith('/')) return undefined;
  const segments: string[] = [];
  for (const raw of sent.slice(1).split('/')) {
    const segment = decoded(raw);
    if (segment === undefined || CONTROL.test(segment) || segment.split('/').some(isEvasive))
      return undefined;
    segments.push(segment);
  }
  return segments;
}

function isEvasive(part: string): boolean {
  return part === '' || part === '.' || part === '..';
}

function decoded(raw: string): string | undefined {
  try {
    return decodeURIComponent(raw);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}
