import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { request, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engineClientOf, localNode } from '../docker/engine-client-of.ts';
import { writeCertificates } from '../docker/gpu-node.ts';
import { startNodeGate, type NodeGate } from '../docker/node-gate.ts';
import { json, startScriptedEngine, type ScriptedEngine } from '../docker/scripted-engine.ts';
import { startCaddyNode } from '../mtls/caddy-node.ts';

const ID = 'ab'.repeat(32);
const MIB = 1024 * 1024;

let folder: string;
let engine: ScriptedEngine;
let gate: NodeGate;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'switchyard-gate-'));
  engine = await startScriptedEngine();
  gate = await startNodeGate(folder, engine.socket, { project: 'models' });
});
afterEach(async () => {
  await gate.close();
  await engine.close();
  await rm(folder, { recursive: true });
});

const path = (of: string) => `/v1.41${of}`;
function call(method: string, of: string) {
  return request({ socketPath: gate.socket, method, path: of, agent: false });
}
async function answered(method: string, of: string): Promise<{ status: number; body: unknown }> {
  const asked = call(method, of).end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  let text = '';
  for await (const part of answer.setEncoding('utf8')) text += part as string;
  return { status: answer.statusCode ?? 0, body: text === '' ? null : JSON.parse(text) };
}

it('a caller who leaves takes the call to the engine along, before its answer and in the middle of it', async () => {
  for (const head of [false, true]) {
    const heard = new Promise<ServerResponse>((resolve) => {
      engine.on('GET /networks', (_, response) => {
        if (head) response.write('[');
        resolve(response);
      });
    });
    const asked = call('GET', path('/networks')).end();
    asked.once('error', () => undefined);
    const response = await heard;
    const closed = once(response, 'close');
    if (head) await once(asked, 'response');
    asked.destroy();
    await closed;
  }
});

it('a caller who reads slowly slows the engine down, and gets everything', async () => {
  const part = Buffer.alloc(MIB, ' ');
  let written = 0;
  const stalled = new Promise<void>((resolve) => {
    engine.on('GET /networks', (_, response) => {
      const write = () => {
        while (written < 64) {
          written++;
          if (response.write(part)) continue;
          response.once('drain', write);
          // Once nothing drains any more in a whole turn of half a second, the line is full.
          const seen = written;
          setTimeout(() => written === seen && resolve(), 500);
          return;
        }
        response.end();
      };
      write();
    });
  });
  const asked = call('GET', path('/networks')).end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  await stalled;
  expect(written).toBeLessThan(16);
  let got = 0;
  for await (const bytes of answer as AsyncIterable<Buffer>) got += bytes.length;
  expect(got).toBe(64 * MIB);
});

it('an answer that the engine breaks off breaks off for the caller too', async () => {
  engine.on('GET /networks', (_, response) => {
    response.writeHead(200, { 'content-length': '10' });
    response.write('[1,', () => response.destroy());
  });
  const asked = call('GET', path('/networks')).end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  await expect(once(answer.resume(), 'end')).rejects.toThrow();
});

it('an engine that cannot say whose a container is, is not asked to remove it', async () => {
  engine.on(`GET /containers/${ID}/json`, (_, response) => json(response, { message: 'broken' }, 500));
  expect(await answered('DELETE', path(`/containers/${ID}`))).toMatchObject({ status: 502 });
  engine.on(`GET /containers/${ID}/json`, (_, response) => json(response, { Id: ID, Config: null }));
  expect(await answered('DELETE', path(`/containers/${ID}`))).toMatchObject({ status: 403 });
  expect(engine.asked).toEqual([`GET /containers/${ID}/json`, `GET /containers/${ID}/json`]);
});

it('what the engine says to a call that passes comes through, with its version', async () => {
  engine.on('GET /volumes/models_x', (_, response) => json(response, { message: 'no such volume' }, 404));
  const asked = call('GET', path('/volumes/models_x')).end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  answer.resume();
  expect([answer.statusCode, answer.headers['api-version']]).toEqual([404, '1.41']);
});

it('a network is joined by the id that was looked at, whatever else bears its name meanwhile', async () => {
  const Labels = { 'com.docker.compose.project': 'models' };
  engine.on('GET /networks/models_net', (_, response) =>
    json(response, { Name: 'models_net', Id: ID, Labels }),
  );
  engine.on(`GET /containers/${ID}/json`, (_, response) => json(response, { Id: ID, Config: { Labels } }));
  engine.on(`POST /networks/${ID}/connect`, (_, response) => json(response, {}));
  const asked = call('POST', path('/networks/models_net/connect'));
  asked.setHeader('content-type', 'application/json');
  asked.end(JSON.stringify({ Container: ID }));
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  answer.resume();
  expect(answer.statusCode).toBe(200);
  expect(engine.asked.at(-1)).toBe(`POST /networks/${ID}/connect`);
});

it('the socket is for its owner and group alone, and whoever has it can ask whether the gate lives', async () => {
  expect((await stat(gate.socket)).mode & 0o777).toBe(0o660);
  expect(await answered('GET', '/health')).toEqual({ status: 200, body: { ok: true } });
});

it('a disk that cannot be read is nobody knows how full, and its folder is not told', async () => {
  await gate.close();
  gate = await startNodeGate(folder, engine.socket, { project: 'models' }, undefined, {
    GATE_DISK: '/nowhere/at/all',
  });
  expect(await answered('GET', path('/switchyard/disk'))).toEqual({ status: 200, body: { disk: null } });
});

it('a node without a gate is told from one that has one', async () => {
  await writeCertificates(folder);
  const file = (name: string) => join(folder, name);
  const tls = {
    ca: file('server-ca.pem'),
    cert: file('worker.pem'),
    key: file('worker.key'),
    serverName: undefined,
  };
  const caddy = await startCaddyNode(folder, { docker: engine.socket, gate: gate.socket });
  const node = {
    ...localNode(''),
    id: 'gpu',
    engine: { kind: 'remote' as const, url: caddy.dockerUrl, tls },
  };
  expect(await engineClientOf(node).createGate()).toBe('models');
  await gate.close();
  expect(await engineClientOf(node).createGate()).toBeUndefined();
  await caddy.close();
});
