import { PARAMETER_PATTERNS, type EngineRoute } from './engine-routes.js';
import { SPOKEN_VERSIONS } from './engine-version.js';

type Routes = Readonly<Record<string, EngineRoute>>;

/**
 * caddyAllowlist renders what a node's Caddy lets through to its engine, for the inside of a site block: a matcher
 * for each route but the local ones and, last, the refusal of everything else.
 *
 * The path is matched as Caddy understands it and the whole URI once more as it was sent, for that is what the engine
 * gets: no encoded or doubled slash, no dot segment and no query parameter beyond the route's own (`fromSrc` would
 * make a pull an import) can hide there. A request that declares a body type is none of ours: the engine would read
 * parameters out of a form.
 *
 * Streams are flushed every 10 ms: with "flush_interval -1" Caddy 2.6 keeps a stream open to the engine whose client
 * has gone, for as long as the engine has nothing to say on it.
 */
export function caddyAllowlist(routes: Routes): string {
  const remote = Object.entries(routes).filter(([, route]) => route.local !== true);
  const matchers = remote.map(([name, route]) => matcher(name, route));
  return [...matchers, '\trespond 403', ''].join('\n');
}

/** nodeCaddyfile is the site of a GPU node's engine, as infra/caddy/gpu-node-docker.Caddyfile holds it. */
export function nodeCaddyfile(routes: Routes): string {
  return `${SITE_HEAD}${caddyAllowlist(routes)}}\n`;
}

const SITE_HEAD = `# The only door of a GPU node's Docker engine, for holders of a certificate that the node's CA signed. It lets the
# calls through that the worker makes and refuses all others. Generated from the route table of libs/docker; do not
# edit it here. Import it after gpu-node.Caddyfile, whose global options and variables hold for it too.
https://{$NODE_NAME}:{$DOCKER_PORT:9443} {
	bind {$BIND_ADDRESS:0.0.0.0}
	tls {$CERT_DIR}/server.pem {$CERT_DIR}/server.key {
		client_auth {
			mode require_and_verify
			trusted_ca_cert_file {$CERT_DIR}/client-ca.pem
		}
	}

`;

function matcher(name: string, route: EngineRoute): string {
  const path = `/v${SPOKEN_VERSIONS}${pathPattern(route)}`;
  return [
    `\t@${name} {`,
    `\t\tmethod ${route.method}`,
    `\t\tpath_regexp \`^${path}$\``,
    `\t\tvars_regexp {http.request.orig_uri} \`^${path}${queryPattern(route)}$\``,
    '\t\tnot header Content-Type *',
    '\t}',
    `\thandle @${name} {`,
    '\t\treverse_proxy unix/{$DOCKER_SOCKET:/var/run/docker.sock} {',
    '\t\t\tflush_interval 10ms',
    '\t\t}',
    '\t}',
    '',
  ].join('\n');
}

function pathPattern({ path }: EngineRoute): string {
  return path
    .split(/(\{\w+\})/)
    .map((part) => PARAMETER_PATTERNS[part.slice(1, -1)] ?? escaped(part))
    .join('');
}

function queryPattern({ query }: EngineRoute): string {
  if (query.length === 0) return '';
  const pair = `(?:${query.map(escaped).join('|')})=[^&;]*`;
  return `(?:\\?${pair}(?:&${pair})*)?`;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
