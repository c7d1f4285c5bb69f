import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createMetrics } from '@app/http';
import { NodeAgents } from '../../apps/worker/src/agents/node-agents.ts';
import { NodeEngines, type NodeEngine } from '../../apps/worker/src/nodes/node-engines.ts';
import { NodeGuard } from '../../apps/worker/src/watch/node-guard.ts';
import { NodeStates } from '../../apps/worker/src/watch/node-states.ts';
import { NodeWatch } from '../../apps/worker/src/watch/node-watch.ts';
import { makeStranger } from '../../apps/worker/src/watch/stranger.ts';
import { watchMetrics } from '../../apps/worker/src/watch/watch-metrics.ts';
import { startWatchedNode, type WatchedNode } from '../docker/watched-node.ts';

const SHUT = { no_certificate: 'refused', strange_certificate: 'refused', forbidden_route: 'refused' };
const UNKNOWN = { no_certificate: 'unknown', strange_certificate: 'unknown', forbidden_route: 'unknown' };

let watched: WatchedNode;
let engines: NodeEngines;
let engine: NodeEngine;
let watch: NodeWatch;
let guard: NodeGuard;

beforeAll(async () => {
  watched = await startWatchedNode(90_000);
  const stranger = makeStranger();
  await writeFile(join(watched.folder, 'stranger.pem'), stranger.cert);
  engines = new NodeEngines(new Map([['gpu', watched.node]]));
  engine = engines.of('gpu');
  watch = new NodeWatch(engines.all, { everyMs: 60_000, logger: watched.logger, stranger });
  guard = new NodeGuard(engines);
}, 60_000);

afterAll(async () => {
  await watch.close();
  await engines.close();
  await watched.close();
});

/** What was logged since this was last asked. */
const heard = () =>
  watched.said
    .splice(0)
    .map(({ level, fields, message }) => `${level} ${String(fields['probe'])}: ${message}`);

/** What the probes find while Caddy runs with what `rewrite` makes of our Caddyfile. */
async function foundWith(rewrite?: (caddyfile: string) => string) {
  await watched.caddy.start(rewrite);
  try {
    await watch.look();
    return engine.exposure.all;
  } finally {
    await watched.caddy.close();
  }
}

const mode = (name: string) => (caddyfile: string) => caddyfile.replace('require_and_verify', name);
const inClientAuth = (line: string) => (caddyfile: string) =>
  caddyfile.replace('client_auth {', `client_auth {\n${line}`);
const withoutAllowlist = (caddyfile: string) =>
  caddyfile.replace(/\t@ping[^]*/, '\treverse_proxy unix/{$DOCKER_SOCKET}\n}\n');
const withoutGate = (caddyfile: string) =>
  caddyfile.replaceAll('{$GATE_SOCKET:/run/switchyard-gate/gate.sock}', '{$DOCKER_SOCKET}');

describe('before a node was ever reached, its probes', () => {
  it('say nothing, and nothing is refused for it', async () => {
    await watch.look();
    expect(engine.exposure.all).toEqual(UNKNOWN);
    expect(() => guard.refuse('gpu', 'restart')).not.toThrow();
  });
});

describe('a node that is set up as we ship it', () => {
  it('refuses every probe', async () => {
    expect(await foundWith()).toEqual(SHUT);
    expect(() => guard.refuse('gpu', 'restart')).not.toThrow();
  });

  it('refuses every probe in TLS 1.2 as well', async () => {
    const found = await foundWith((text) =>
      text.replace('client_auth {', 'protocols tls1.2 tls1.2\nclient_auth {'),
    );
    expect(found).toEqual(SHUT);
  });
});

describe('a node is exposed', () => {
  it.each([
    [
      'asks for a certificate and takes any, or none',
      mode('request'),
      ['no_certificate', 'strange_certificate'],
    ],
    ['demands a certificate and takes any', mode('require'), ['strange_certificate']],
    ['looks at a certificate only if there is one', mode('verify_if_given'), ['no_certificate']],
    [
      'trusts another CA beside ours',
      inClientAuth('trusted_ca_cert_file {$CERT_DIR}/stranger.pem'),
      ['strange_certificate'],
    ],
    ['lets every call through', withoutAllowlist, ['forbidden_route']],
    ['hands creates to the engine and not to the gate', withoutGate, ['forbidden_route']],
  ])('when its proxy %s, until it was seen to refuse', async (_, rewrite, open) => {
    const found = await foundWith(rewrite);
    expect(found).toEqual({ ...SHUT, ...Object.fromEntries(open.map((probe) => [probe, 'exposed'])) });
    expect(heard().sort()).toEqual(open.map((probe) => `error ${probe}: a node is exposed`));
    await watch.look();
    expect(engine.exposure.open).toEqual(open);
    expect(() => guard.refuse('gpu', 'restart')).toThrow(expect.objectContaining({ code: 'node_exposed' }));
    expect(await foundWith()).toEqual(SHUT);
    expect(() => guard.refuse('gpu', 'restart')).not.toThrow();
    expect(heard().sort()).toEqual(open.map((probe) => `warn ${probe}: a node is no longer exposed`));
  });

  it('though its engine is down', async () => {
    const found = await foundWith((text) => withoutAllowlist(text).replace('{$DOCKER_SOCKET}', '/nowhere'));
    expect(found).toMatchObject({ forbidden_route: 'exposed' });
    expect(await foundWith()).toEqual(SHUT);
  });
});

describe('an exposed node', () => {
  it('shows so among the nodes and in the metrics, and is still read', async () => {
    const metrics = createMetrics();
    watchMetrics(metrics, engines.all);
    await watched.caddy.start(mode('request'));
    await watch.look();
    const { nodes } = await new NodeStates(engines, new NodeAgents()).read();
    expect(nodes).toMatchObject([
      {
        id: 'gpu',
        ok: false,
        problem: { node: 'gpu', code: 'node_exposed' },
        cpus: 8,
        agent: { kind: 'gate', state: 'absent' },
        disk_unknown: expect.stringContaining('no create gate') as string,
        probes: engine.exposure.all,
      },
    ]);
    const text = await metrics.metrics();
    expect(text).toContain('switchyard_node_exposed{node="gpu",probe="no_certificate"} 1\n');
    expect(text).toContain('switchyard_node_exposed{node="gpu",probe="forbidden_route"} 0\n');
    await watched.caddy.close();
  });
});

describe('the clock of a node', () => {
  it('is shown by how far it is off', async () => {
    await watched.caddy.start();
    const { nodes } = await new NodeStates(engines, new NodeAgents()).read();
    const { skew_ms, skew_within_ms } = nodes[0] as { skew_ms?: number; skew_within_ms?: number };
    expect(Math.abs((skew_ms ?? 0) - 90_000)).toBeLessThanOrEqual((skew_within_ms ?? 0) + 2);
    await watched.caddy.close();
  });
});
