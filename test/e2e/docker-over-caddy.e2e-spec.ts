import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EngineCaller, EngineClient, openDoor, type DockerNode } from '@app/docker';
import { composeProject, serviceEntry } from '../docker/compose-project.ts';
import { engineClientOf, localNode } from '../docker/engine-client-of.ts';
import { engineContract, type ContractSubject } from '../docker/engine-contract.ts';
import { BUSYBOX_IMAGE, startRealEngine, type RealEngine } from '../docker/real-engine.ts';
import { startScriptedEngine } from '../docker/scripted-engine.ts';
import { startCaddyNode, type CaddyNode } from '../mtls/caddy-node.ts';
import { issue, issueAuthority, writeIdentity, YESTERDAY, type Identity } from '../mtls/certificates.ts';

let engine: RealEngine;
let caddy: CaddyNode;
let folder: string;
let clientCa: Identity;
let client: EngineClient;
let web: string;
let subject: ContractSubject;

const SERVICES = [
  serviceEntry('web', BUSYBOX_IMAGE, 'true'),
  serviceEntry('talker', BUSYBOX_IMAGE, "echo first; sleep 0.05; echo 'zwölf €'; echo oops >&2"),
].join('');

const nodeWith = (name: string, ca = 'server-ca'): DockerNode => ({
  ...localNode(''),
  id: 'gpu',
  engine: {
    kind: 'remote',
    url: caddy.dockerUrl,
    tls: {
      ca: join(folder, `${ca}.pem`),
      cert: join(folder, `${name}.pem`),
      key: join(folder, `${name}.key`),
      serverName: undefined,
    },
  },
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'switchyard-node-'));
  const serverCa = await issueAuthority('server authority');
  clientCa = await issueAuthority('client authority');
  const strangerCa = await issueAuthority('strange authority');
  await writeIdentity(folder, 'server-ca', serverCa);
  await writeIdentity(folder, 'client-ca', clientCa);
  await writeIdentity(folder, 'strange-ca', strangerCa);
  await writeIdentity(folder, 'server', await issue(serverCa, 'localhost'));
  await writeIdentity(folder, 'good', await issue(clientCa, 'worker'));
  await writeIdentity(folder, 'strange', await issue(strangerCa, 'worker'));
  await writeIdentity(folder, 'renewed', await issue(clientCa, 'worker', YESTERDAY()));
  engine = await startRealEngine();
  const project = await composeProject(engine, 'remote', SERVICES);
  await project.compose('up', '-d');
  caddy = await startCaddyNode(folder, { docker: engine.socket });
  client = engineClientOf(nodeWith('good'));
  const [found] = await client.listContainers(['com.docker.compose.service=web']);
  web = found?.id ?? '';
  subject = { client, project: 'remote', image: BUSYBOX_IMAGE };
}, 60_000);

afterAll(async () => {
  await caddy?.close();
  await engine?.close();
  await rm(folder, { recursive: true });
}, 60_000);

/** A caller with a good certificate that asks for what the client never would. */
async function rawStatus(method: string, path: string, headers: NodeJS.Dict<string> = {}): Promise<number> {
  const read = (name: string) => readFile(join(folder, name));
  const [ca, cert, key] = await Promise.all([read('server-ca.pem'), read('good.pem'), read('good.key')]);
  const { hostname, port } = new URL(caddy.dockerUrl);
  return new Promise((resolve, reject) => {
    const call = request({ hostname, port, method, path, headers, ca, cert, key, agent: false }, (answer) => {
      answer.destroy();
      resolve(answer.statusCode ?? 0);
    });
    call.once('error', reject);
    call.end();
  });
}

describe('an engine behind Caddy with mutual TLS', () => {
  engineContract(() => subject);
});

describe('with a good certificate, Caddy', () => {
  it('lets a call of ours through', async () => {
    expect(await rawStatus('GET', `/v1.41/containers/${web}/json`)).toBe(200);
  });

  it.each([
    ['GET', '/containers/ID/archive?path=/'],
    ['HEAD', '/containers/ID/archive?path=/'],
    ['PUT', '/containers/ID/archive?path=/'],
    ['GET', '/containers/ID/export'],
    ['POST', '/containers/ID/exec'],
    ['POST', '/containers/ID/attach'],
    ['POST', '/containers/ID/kill'],
    ['POST', '/containers/ID/update'],
    ['DELETE', '/containers/web'],
    ['POST', '/containers/create'],
    ['GET', '/images/switchyard/busybox:1/get'],
    ['GET', '/images/get?names=x'],
    ['POST', '/images/load'],
    ['POST', '/images/create?fromSrc=-'],
    ['POST', '/images/create?fromImage=x&fromSrc=-'],
    ['POST', '/images/create?fromImage=x&%66romSrc=-'],
    ['DELETE', '/images/switchyard/busybox:1'],
    ['GET', '/plugins'],
    ['POST', '/plugins/pull?remote=x'],
    ['POST', '/build'],
    ['POST', '/commit?container=ID'],
    ['POST', '/swarm/init'],
    ['GET', '/secrets'],
    ['POST', '/volumes/create'],
    ['POST', '/networks/create'],
    ['POST', '/session'],
    ['POST', '/grpc'],
    ['GET', '/containers/ID/json/../archive?path=/'],
    ['GET', '/containers/ID/archive/../json'],
    ['GET', '/containers/ID/archive%2f..%2fjson'],
    ['GET', '/containers/ID/%61rchive?path=/'],
    ['GET', '//containers/ID/json'],
    ['POST', '/containers/ID/json'],
    ['GET', '/containers/web/json'],
  ])('refuses %s %s', async (method, path) => {
    expect(await rawStatus(method, `/v1.41${path.replace('ID', web)}`)).toBe(403);
  });

  it.each(['', '/v1.23', '/v1.39', '/v1.52', '/v2.41', '/v1.41/v1.41'])(
    'refuses the version prefix %j',
    async (prefix) => {
      expect(await rawStatus('POST', `${prefix}/containers/${web}/start`)).toBe(403);
    },
  );

  it('refuses a form, out of which the engine would read parameters', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect(await rawStatus('POST', '/v1.41/images/create?fromImage=x', headers)).toBe(403);
  });
});

describe('without a good certificate', () => {
  it.each([
    ['that another CA signed', () => nodeWith('strange')],
    ['that has expired', () => nodeWith('renewed')],
    ['of a server that we do not trust', () => nodeWith('good', 'strange-ca')],
  ])('the handshake fails with one %s', async (_, node) => {
    await expect(engineClientOf(node()).ping()).rejects.toMatchObject({
      code: 'node_tls_failed',
      upstream: 'gpu',
    });
  });

  it('the handshake fails with none', async () => {
    const { hostname, port } = new URL(caddy.dockerUrl);
    const ca = await readFile(join(folder, 'server-ca.pem'));
    const asked = new Promise((resolve, reject) => {
      request({ hostname, port, path: '/v1.41/version', ca, agent: false }, resolve)
        .once('error', reject)
        .end();
    });
    await expect(asked).rejects.toMatchObject({ code: expect.stringMatching(/ALERT/) });
  });
});

describe('the certificates of a node', () => {
  it('are taken into use when their files change, and keep the last good ones when they break', async () => {
    const node = nodeWith('renewed');
    const door = openDoor(node);
    const renewing = new EngineClient(new EngineCaller('gpu', door));
    await expect(renewing.ping()).rejects.toMatchObject({ code: 'node_tls_failed' });
    let report: (what: string) => void = () => undefined;
    const next = () => new Promise<string>((resolve) => (report = resolve));
    await door.follow({ changed: () => report('changed'), refused: ({ code }) => report(code) });
    const changed = next();
    await writeIdentity(folder, 'renewed', await issue(clientCa, 'worker'));
    expect(await changed).toBe('changed');
    await renewing.ping();
    const { client, server } = door.mutualTls?.certificates ?? {};
    expect(client?.notAfter).toBeGreaterThan(Date.now());
    expect(server?.notAfter).toBeGreaterThan(Date.now());
    const refused = next();
    await rm(join(folder, 'renewed.key'));
    expect(await refused).toBe('node_tls_material_invalid');
    await renewing.ping();
    await door.close();
  }, 20_000);
});

describe('a stream whose reader has left', () => {
  it('ends at the engine too, though the engine has nothing to say', async () => {
    const silent = await startScriptedEngine();
    const heard = new Promise<IncomingMessage>((resolve) => {
      silent.on('GET /events', (call, response) => {
        response.flushHeaders();
        resolve(call);
      });
    });
    const proxy = await startCaddyNode(folder, { docker: silent.socket });
    const node = nodeWith('good');
    const remote = engineClientOf({
      ...node,
      engine: { ...node.engine, url: proxy.dockerUrl } as DockerNode['engine'],
    });
    const stop = new AbortController();
    const next = remote.events({ labels: [], actions: [] }, stop.signal).next();
    const call = await heard;
    const closed = once(call.socket, 'close');
    stop.abort();
    await expect(next).rejects.toMatchObject({ code: 'call_cancelled' });
    await closed;
    await proxy.close();
    await silent.close();
  });
});

describe('a node whose engine is down', () => {
  it('says that the proxy does not reach it, and when the proxy is gone, that too', async () => {
    const away = await startCaddyNode(folder, {});
    const node = nodeWith('good');
    const lost = engineClientOf({
      ...node,
      engine: { ...node.engine, url: away.dockerUrl } as DockerNode['engine'],
    });
    await expect(lost.ping()).rejects.toMatchObject({ code: 'node_proxy_failed' });
    await away.close();
    await expect(lost.ping()).rejects.toMatchObject({ code: 'node_unreachable' });
  });
});
