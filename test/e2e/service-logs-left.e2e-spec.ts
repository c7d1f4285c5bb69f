import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { json, startScriptedEngine, type ScriptedEngine } from '../docker/scripted-engine.ts';
import { EventReader } from './event-reader.ts';
import { operationsOn, type OperationsOn } from './operations-on.ts';
import { TOKEN } from './operations.ts';

const ID = 'c'.repeat(64);
const IMAGE = `sha256:${'1'.repeat(64)}`;
const labels = {
  'com.docker.compose.project': 'stack',
  'com.docker.compose.service': 'web',
  'com.docker.compose.container-number': '1',
};
const NEVER = '0001-01-01T00:00:00Z';
const details = {
  Id: ID,
  Name: '/stack_web_1',
  Image: IMAGE,
  RestartCount: 0,
  State: { Status: 'running', ExitCode: 0, OOMKilled: false, StartedAt: NEVER, FinishedAt: NEVER },
  Config: { Image: 'web', Tty: false, Labels: labels },
};
const info = {
  Name: 'x',
  SystemTime: '2026-01-01T00:00:00Z',
  NCPU: 1,
  MemTotal: 1,
  Containers: 1,
  ContainersRunning: 1,
};
const LIST = 'GET /containers/json';
const LOGS = `GET /containers/${ID}/logs`;
const EVENTS = 'GET /events';

let engine: ScriptedEngine;
let ops: OperationsOn;

const listed = (_: IncomingMessage, answer: ServerResponse) =>
  json(answer, [
    { Id: ID, Names: ['/stack_web_1'], Labels: labels, State: 'running', ImageID: 'sha256:1', Ports: [] },
  ]);

beforeAll(async () => {
  engine = await startScriptedEngine();
  ops = await operationsOn(engine.socket);
}, 60_000);
afterAll(async () => {
  await ops?.close();
  await engine?.close();
}, 60_000);

beforeEach(() => {
  engine.on(LIST, listed);
  engine.on(`GET /containers/${ID}/json`, (_, answer) => json(answer, details));
  engine.on(`GET /images/${IMAGE}/json`, (_, answer) => json(answer, { Id: IMAGE }));
  engine.on('GET /info', (_, answer) => json(answer, info));
  engine.on(EVENTS, (_, answer) => answer.flushHeaders());
  engine.on(LOGS, (_, answer) => answer.flushHeaders());
});

const headers = { authorization: `Bearer ${TOKEN}`, accept: 'text/event-stream' };
const follow = () => new EventReader(`${ops.url}/services/web/logs`, headers);

/** held resolves with the engine's answer to the next such call, which is left open. */
function held(call: string, write: (answer: ServerResponse) => void = (answer) => answer.flushHeaders()) {
  return new Promise<ServerResponse>((resolve) => {
    engine.on(call, (_, answer) => {
      write(answer);
      resolve(answer);
    });
  });
}

let lines = 0;
function frame(text: string): Buffer {
  const payload = Buffer.from(`2026-01-01T00:00:00.${String(++lines).padStart(9, '0')}Z ${text}\n`);
  const head = Buffer.alloc(8);
  head.writeUInt8(1, 0);
  head.writeUInt32BE(payload.length, 4);
  return Buffer.concat([head, payload]);
}

describe('a client that leaves ends what the engine was asked for', () => {
  it('before anything was answered', async () => {
    const list = held(LIST, () => undefined);
    const events = follow();
    const nothing = events.next().catch(() => undefined);
    const asked = await list;
    events.leave();
    await once(asked, 'close');
    await nothing;
  });

  it('while a followed service says nothing', async () => {
    const [log, watched] = [held(LOGS), held(EVENTS)];
    const events = follow();
    expect((await events.next())?.event).toBe('following');
    const open = await Promise.all([log, watched]);
    const closed = Promise.all(open.map((answer) => once(answer, 'close')));
    events.leave();
    await closed;
  });

  it('in the middle of the lines', async () => {
    const log = held(LOGS, (answer) => answer.write(frame('first')));
    const watched = held(EVENTS);
    const events = follow();
    await events.until(({ data }) => data['line'] === 'first');
    const open = await Promise.all([log, watched]);
    const closed = Promise.all(open.map((answer) => once(answer, 'close')));
    events.leave();
    await closed;
  });

  it('while a log is read to its end', async () => {
    const log = held(LOGS, (answer) => answer.write(frame('first')));
    const left = new AbortController();
    const answer = fetch(`${ops.url}/services/web/logs`, {
      headers: { authorization: `Bearer ${TOKEN}` },
      signal: left.signal,
    }).catch(() => 'left');
    const open = await log;
    const closed = once(open, 'close');
    left.abort();
    await closed;
    expect(await answer).toBe('left');
  });
});

it('a reader hears that it follows once the engine has opened the log, and not before', async () => {
  const log = held(LOGS, () => undefined);
  held(EVENTS).catch(() => undefined);
  const events = follow();
  let heard: string | undefined;
  const first = events.next().then((event) => (heard = event?.event));
  const opening = await log;
  await fetch(`${ops.url}/ready`);
  expect(heard).toBeUndefined();
  opening.flushHeaders();
  expect(await first).toBe('following');
  events.leave();
});

it('a reader that does not read slows the engine down, and nothing heaps up', async () => {
  const offered = { bytes: 0, wanted: 200 * 1024 * 1024 };
  engine.on(LOGS, (_, answer) => void flood(answer, offered));
  const call = request(`${ops.url}/services/web/logs?follow=true`, { headers, agent: false }).end();
  const [response] = (await once(call, 'response')) as [IncomingMessage];
  await standstill(offered);
  expect(offered.bytes).toBeLessThan(16 * 1024 * 1024);
  response.destroy();
}, 60_000);

it('a log that cannot be followed any more ends with an event that says why', async () => {
  const watched = held(EVENTS);
  const events = follow();
  await events.until(({ event }) => event === 'following');
  const open = await watched;
  engine.on('GET /info', (_, answer) => json(answer, { message: 'out of order' }, 400));
  open.destroy();
  const seen = await events.until(({ event }) => event === 'error');
  expect(seen.at(-1)?.data).toMatchObject({
    code: 'node_rejected',
    message: expect.stringContaining('local'),
  });
  expect(await events.next()).toBeUndefined();
});

async function flood(answer: ServerResponse, offered: { bytes: number; wanted: number }): Promise<void> {
  const part = Buffer.concat(Array.from({ length: 100 }, () => frame('x'.repeat(500))));
  while (offered.bytes < offered.wanted && !answer.destroyed) {
    offered.bytes += part.length;
    if (!answer.write(part)) await new Promise((resolve) => answer.once('drain', resolve));
  }
}

/** standstill resolves once nothing has moved for a while: that nothing happens is no event. */
async function standstill(offered: { bytes: number }): Promise<void> {
  for (let before = -1; before !== offered.bytes; await pause(500)) before = offered.bytes;
}
