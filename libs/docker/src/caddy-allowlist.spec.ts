import { readFile, writeFile } from 'node:fs/promises';
import { nodeCaddyfile } from './caddy-allowlist.js';
import { ENGINE_ROUTES, type EngineRoute } from './engine-routes.js';

const FILE = 'infra/caddy/gpu-node-docker.Caddyfile';

describe('the Caddyfile of a node with an engine', () => {
  it('is what the route table says; RENEW_CADDYFILE=1 writes it anew', async () => {
    const wanted = nodeCaddyfile(ENGINE_ROUTES);
    if (process.env['RENEW_CADDYFILE'] === '1') await writeFile(FILE, wanted);
    expect(await readFile(FILE, 'utf8')).toBe(wanted);
  });

  it('lets no route through without a version, an anchor and the refusal of bodies', () => {
    const text = nodeCaddyfile(ENGINE_ROUTES);
    const local = Object.values<EngineRoute>(ENGINE_ROUTES).filter((route) => route.local === true);
    expect(local.map(({ path }) => path)).toEqual(['/images/{image}/tag', '/images/json', '/images/{kept}']);
    expect(text).not.toContain('/tag$');
    expect(text).not.toContain('method DELETE');
    const routes = Object.keys(ENGINE_ROUTES).length - local.length;
    expect(text.match(/path_regexp `\^\/v1\\\.\(\?:4\[0-9\]\|5\[01\]\)\/[^`]+\$`/g)).toHaveLength(routes);
    expect(text.match(/not header Content-Type \*/g)).toHaveLength(routes);
  });
});
