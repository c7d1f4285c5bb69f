import { readFile, writeFile } from 'node:fs/promises';
import { nodeCaddyfile } from './caddy-allowlist.js';
import { COMPOSE_ROUTES, type ComposeRoute } from './compose-routes.js';
import { ENGINE_ROUTES, type EngineRoute } from './engine-routes.js';

const FILE = 'infra/caddy/gpu-node-docker.Caddyfile';

describe('the Caddyfile of a node with an engine', () => {
  it('is what the route table says; RENEW_CADDYFILE=1 writes it anew', async () => {
    const wanted = nodeCaddyfile(ENGINE_ROUTES, COMPOSE_ROUTES);
    if (process.env['RENEW_CADDYFILE'] === '1') await writeFile(FILE, wanted);
    expect(await readFile(FILE, 'utf8')).toBe(wanted);
  });

  it('lets no typed route through without a version, an anchor and the refusal of bodies', () => {
    const remote = Object.values<EngineRoute>(ENGINE_ROUTES).filter((route) => route.local !== true);
    const doors = doorsTo('DOCKER_SOCKET');
    expect(doors).toHaveLength(remote.length);
    for (const door of doors) {
      expect(door).toMatch(/path_regexp `\^\/v1\\\.\(\?:4\[0-9\]\|5\[01\]\)\/[^`]+\$`/);
      expect(door).toContain('not header Content-Type *');
    }
  });

  it('lets nothing that makes or removes an object through to the engine itself', () => {
    const text = doorsTo('DOCKER_SOCKET').join('\n');
    for (const word of ['containers/create', 'networks', 'volumes', 'rename'])
      expect(text).not.toContain(word);
    expect(text).not.toMatch(/method DELETE\n.*containers/);
  });

  it('hands each call of Compose to the gate, and bodies only as JSON', () => {
    const doors = doorsTo('GATE_SOCKET');
    const routes: readonly ComposeRoute[] = Object.values(COMPOSE_ROUTES);
    expect(doors).toHaveLength(routes.length);
    const bodies = routes.filter(({ body }) => body === true).length;
    expect(doors.filter((door) => door.includes('\theader Content-Type application/json'))).toHaveLength(
      bodies,
    );
    expect(doors.filter((door) => door.includes('not header Content-Type *'))).toHaveLength(
      routes.length - bodies,
    );
  });
});

/** The sites' matchers with their handlers, by where these send a call. */
function doorsTo(upstream: string): string[] {
  const doors = nodeCaddyfile(ENGINE_ROUTES, COMPOSE_ROUTES).split(/^(?=\t@)/m);
  return doors.filter((door) => door.includes(`reverse_proxy unix/{$${upstream}:`));
}
