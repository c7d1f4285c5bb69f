import type { ComposeRoute } from './compose-routes.js';
import type { EngineRoute } from './engine-routes.js';
import { pathPattern, queryPattern, type AnyRoute } from './route-pattern.js';

type Routes<R> = Readonly<Record<string, R>>;

const ENGINE = 'unix/{$DOCKER_SOCKET:/var/run/docker.sock}';
const GATE = 'unix/{$GATE_SOCKET:/run/switchyard-gate/gate.sock}';

/**
 * caddyAllowlist renders what a node's Caddy lets through, for the inside of a site block: to the engine a matcher for
 * each typed route but the local ones, to the create gate one for each further call of Compose and, last, the refusal
 * of everything else.
 *
 * The path is matched as Caddy understands it and the whole URI once more as it was sent, for that is what the engine
 * gets: no encoded or doubled slash, no dot segment and no query parameter beyond the route's own (`fromSrc` would
 * make a pull an import) can hide there. A request that declares a body type is none of ours: the engine would read
 * parameters out of a form. What the gate is to read declares JSON.
 *
 * Streams are flushed every 10 ms: with "flush_interval -1" Caddy 2.6 keeps a stream open to the engine whose client
 * has gone, for as long as the engine has nothing to say on it.
 */
export function caddyAllowlist(routes: Routes<EngineRoute>, composeRoutes: Routes<ComposeRoute>): string {
  const remote = Object.entries(routes).filter(([, route]) => route.local !== true);
  const typed = remote.map(([name, route]) => door(name, route, ENGINE));
  const gated = Object.entries(composeRoutes).map(([name, route]) => door(name, route, GATE));
  return [...typed, ...gated, '\trespond 403', ''].join('\n');
}

/** nodeCaddyfile is the site of a GPU node's engine, as infra/caddy/gpu-node-docker.Caddyfile holds it. */
export function nodeCaddyfile(routes: Routes<EngineRoute>, composeRoutes: Routes<ComposeRoute>): string {
  return `${SITE_HEAD}${caddyAllowlist(routes, composeRoutes)}}\n`;
}

const SITE_HEAD = `# The only door of a GPU node's Docker engine, for holders of a certificate that the node's CA signed. It lets the
# calls through that the worker makes, hands what its Compose asks beyond them to the create gate, and refuses all
# others. Without a gate those of Compose end in 502. Generated from the route tables of libs/docker; do not edit it
# here. Import it after gpu-node.Caddyfile, whose global options and variables hold for it too.
https://{$NODE_NAME}:{$DOCKER_PORT:9443} {
	bind {$BIND_ADDRESS:0.0.0.0}
	tls {$CERT_DIR}/server.pem {$CERT_DIR}/server.key {
		client_auth {
			mode require_and_verify
			trusted_ca_cert_file {$CERT_DIR}/client-ca.pem
		}
	}

`;

function door(name: string, route: AnyRoute, upstream: string): string {
  const path = pathPattern(route);
  return [
    `\t@${name} {`,
    `\t\tmethod ${route.method}`,
    `\t\tpath_regexp \`^${path}$\``,
    `\t\tvars_regexp {http.request.orig_uri} \`^${path}${queryPattern(route)}$\``,
    'body' in route ? '\t\theader Content-Type application/json' : '\t\tnot header Content-Type *',
    '\t}',
    `\thandle @${name} {`,
    `\t\treverse_proxy ${upstream} {`,
    '\t\t\tflush_interval 10ms',
    '\t\t}',
    '\t}',
    '',
  ].join('\n');
}
