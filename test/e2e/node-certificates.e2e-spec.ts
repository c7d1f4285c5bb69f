import { X509Certificate } from 'node:crypto';
import { appendFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createMetrics } from '@app/http';
import type { Change } from '@app/jobs';
import type { Clock } from '@app/kernel';
import { NodeAgents } from '../../apps/worker/src/agents/node-agents.ts';
import { CertificateRule } from '../../apps/worker/src/certificates/certificate-rule.ts';
import { NodeEngines, type NodeEngine } from '../../apps/worker/src/nodes/node-engines.ts';
import type { CertificateView } from '../../apps/worker/src/watch/certificate-view.ts';
import { NodeStates } from '../../apps/worker/src/watch/node-states.ts';
import { watchMetrics } from '../../apps/worker/src/watch/watch-metrics.ts';
import { startWatchedNode, type Said, type WatchedNode } from '../docker/watched-node.ts';
import { issue, issueAuthority, writeIdentity } from '../mtls/certificates.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

let watched: WatchedNode;
let engines: NodeEngines;
let engine: NodeEngine;

beforeAll(async () => {
  watched = await startWatchedNode(0);
  engines = new NodeEngines(new Map([['gpu', watched.node]]));
  engine = engines.of('gpu');
  await engines.follow(watched.logger);
  await watched.caddy.start();
}, 60_000);

afterAll(async () => {
  await engines.close();
  await watched.close();
});

const certificates = () => engine.door.mutualTls?.certificates;

/** A clock that stands so long before the client certificate's end. */
function before(ms: number): Clock {
  const end = certificates()?.client.notAfter ?? NaN;
  return { now: () => end - ms, monotonic: () => 0 };
}

async function shown(clock?: Clock): Promise<Readonly<Record<string, CertificateView>>> {
  const { nodes } = await new NodeStates(engines, new NodeAgents(), clock).read();
  return (nodes[0] as { certificates: Record<string, CertificateView> }).certificates;
}

/** What openssl would say of the first certificate of a file. */
async function fileTells(name: string) {
  const { fingerprint256, validFromDate } = new X509Certificate(await readFile(join(watched.folder, name)));
  return { fingerprint_sha256: fingerprint256, from: validFromDate.toISOString() };
}

async function heard(matches: (said: Said) => boolean): Promise<void> {
  for (const end = Date.now() + 10_000; Date.now() < end; await pause(20))
    if (watched.said.some(matches)) return;
  throw new Error(`not among what was logged: ${JSON.stringify(watched.said)}`);
}

describe('the certificates of a node', () => {
  it('are shown with their end, the one of the server once it was seen', async () => {
    const metrics = createMetrics();
    watchMetrics(metrics, engines.all);
    expect(await metrics.metrics()).not.toContain('kind="server"');
    const { client, ca, server } = await shown();
    for (const view of [client, ca, server]) {
      expect(Date.parse(view?.not_after ?? '')).toBeGreaterThan(Date.now() + 23 * HOUR_MS);
      expect(view?.days_left).toBeCloseTo(0.9, 5);
    }
    const seconds = Date.parse(server?.not_after ?? '') / 1_000;
    expect(await metrics.metrics()).toContain(
      `switchyard_node_certificate_not_after_seconds{node="gpu",kind="server"} ${seconds}\n`,
    );
  });

  it('are told by subject and fingerprint; while none was seen to change, by when they began as well', async () => {
    const { client, ca, server } = await shown();
    for (const [view, file, subject] of [
      [client, 'worker.pem', 'CN=worker'],
      [ca, 'server-ca.pem', 'CN=server authority'],
      [server, 'server.pem', 'CN=localhost'],
    ] as const) {
      const { fingerprint_sha256, from } = await fileTells(file);
      const last_rotation = { at: from, known_by: 'not_before' };
      expect(view).toMatchObject({ subject, fingerprint_sha256, last_rotation });
    }
  });

  // The certificates of the tests hold for three days, of which two have passed.
  it.each([
    ['more than a third of its lifetime is left', 25 * HOUR_MS, false],
    ['less than a third is left', 23 * HOUR_MS, true],
    ['it has expired', -HOUR_MS, true],
  ])('warn in time: when %s', async (_, left, warning) => {
    expect((await shown(before(left)))['client']).toMatchObject({ warning });
  });

  it('refuse a change that may take longer than they hold, and allow it while there is time for it to end', () => {
    const refuse = (minutes: number) => () =>
      new CertificateRule(before(minutes * MINUTE_MS)).refuseShort('gpu', certificates(), { action: 'up' });
    expect(refuse(61)).not.toThrow();
    expect(refuse(59)).toThrow(
      expect.objectContaining({ code: 'node_certificate_expiring', upstream: 'gpu' }),
    );
  });

  it('are shown with the time from which on long changes are refused', async () => {
    const { nodes } = await new NodeStates(engines, new NodeAgents()).read();
    const long = nodes[0]?.long_changes;
    expect(long).toMatchObject({ certificate: expect.any(String), server_unknown: false });
    const ends = Object.values(await shown()).map(({ not_after: end }) => Date.parse(end));
    expect(Date.parse(long?.refused_from['pull'] ?? '')).toBe(Math.min(...ends) - HOUR_MS);
  });
});

describe('changed certificate files', () => {
  it('are taken into use, and what cannot be used is told and leaves the good ones', async () => {
    const { clientAuthority: authority, folder } = watched;
    await writeIdentity(
      folder,
      'worker',
      await issue(authority, 'worker', new Date(Date.now() + 5 * MINUTE_MS)),
    );
    await heard(({ level, message }) => level === 'info' && message.includes('in use'));
    const refuse = (action: Change) => () =>
      new CertificateRule().refuseShort('gpu', certificates(), { action });
    expect(refuse('pull')).toThrow(expect.objectContaining({ code: 'node_certificate_expiring' }));
    expect(refuse('stop')).not.toThrow();
    await engine.client.ping();
    await writeFile(join(folder, 'worker.pem'), 'half a certifica');
    await heard(({ level, fields }) => level === 'error' && fields['code'] === 'node_tls_material_invalid');
    await engine.client.ping();
    watched.said.length = 0;
    await rm(join(folder, 'worker.pem'));
    await writeIdentity(folder, 'worker', await issue(authority, 'worker'));
    await heard(({ level }) => level === 'info');
    expect(refuse('pull')).not.toThrow();
  }, 30_000);

  it('tell when they were seen to change, the one of the server by its next handshake', async () => {
    const { folder, clientAuthority } = watched;
    const { ca: before } = await shown();
    watched.said.length = 0;
    const start = Date.now();
    const authority = await issueAuthority('new server authority');
    await appendFile(join(folder, 'server-ca.pem'), `\n${authority.certificate.toString('pem')}\n`);
    await writeIdentity(folder, 'worker', await issue(clientAuthority, 'worker'));
    await heard(({ level, message }) => level === 'info' && message.includes('in use'));
    await writeIdentity(folder, 'server', await issue(authority, 'localhost'));
    await watched.caddy.close();
    await watched.caddy.start();
    await engine.client.ping();
    const { client, ca, server } = await shown();
    for (const [view, file] of [[client, 'worker.pem'] as const, [server, 'server.pem'] as const]) {
      const { fingerprint_sha256 } = await fileTells(file);
      expect(view).toMatchObject({ fingerprint_sha256, last_rotation: { known_by: 'change' } });
      const at = Date.parse(view?.last_rotation.at ?? '');
      expect(at).toBeGreaterThanOrEqual(start);
      expect(at).toBeLessThanOrEqual(Date.now());
    }
    expect(ca).toEqual({ ...before, days_left: ca?.days_left });
  }, 30_000);
});
