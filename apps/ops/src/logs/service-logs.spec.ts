import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OPS_TOKEN_HOLDER } from '@app/auth';
import type { AuditEntry, AuditEvent, AuditLog } from '@app/audit';
import type { Logger, ServerSentEvent } from '@app/http';
import { DomainError } from '@app/kernel';
import { WorkerClient } from '../worker/worker-client.js';
import { ServiceLogs } from './service-logs.js';

const line = (text: string) => ({
  at: '2026-01-01T00:00:00.000000001Z',
  stream: 'stdout',
  container: 'c',
  line: text,
});
const wish = { node: 'local', service: 'web', tail: undefined, since: undefined };
const caller = { client: OPS_TOKEN_HOLDER, requestId: 'req-1' };
const going = new AbortController().signal;

let server: Server;
let worker: WorkerClient;
let logs: ServiceLogs;
let answer: (response: ServerResponse) => void;
let asked: string | undefined;

beforeAll(async () => {
  server = createServer(({ url }, response) => {
    asked = url;
    answer(response);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  worker = new WorkerClient({ address: `http://127.0.0.1:${port}`, token: 'x'.repeat(32) });
  ({ logs } = logsWith((entry) => {
    audited.push(entry);
    return Promise.resolve({} as AuditEvent);
  }));
});
afterAll(async () => {
  worker.close();
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

function logsWith(append: AuditLog['append']) {
  const warnings: string[] = [];
  const logger = { warn: (_fields: object, message: string) => void warnings.push(message) };
  const logs = new ServiceLogs(worker, { append } as AuditLog, logger as unknown as Logger);
  return { logs, warnings };
}
const audited: AuditEntry[] = [];
const says =
  (...entries: object[]) =>
  (response: ServerResponse) =>
    void response.end(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''));

async function followed(lastId?: string): Promise<ServerSentEvent[]> {
  const events: ServerSentEvent[] = [];
  for await (const event of logs.follow(wish, caller, lastId, going)) events.push(event);
  return events;
}

it('a log is read though the audit cannot be written, which is warned of', async () => {
  answer = says({ truncated: true }, line('one'), line('zwei €'));
  const { logs: unaudited, warnings } = logsWith(() =>
    Promise.reject(new DomainError('audit_unavailable', 'the disk is full')),
  );
  const read = await unaudited.read(wish, caller, going);
  expect(read).toMatchObject({ logs: 'one\nzwei €', truncated: true, service: 'web', node: 'local' });
  expect(warnings).toEqual(['a log was read that could not be audited']);
});

it('a hundred lines are wanted unless one asks otherwise, and all from a moment on', async () => {
  answer = says(line('one'));
  await logs.read(wish, caller, going);
  expect(asked).toBe('/services/web/logs?node=local&follow=false&tail=100');
  await logs.read({ ...wish, since: '10m' }, caller, going);
  expect(asked).toBe('/services/web/logs?node=local&follow=false&since=10m');
  expect(audited.at(-1)).toMatchObject({ action: 'logs', resource: 'local/web', actor: 'ops-token' });
});

it('a stream that breaks off ends with an event that says so', async () => {
  answer = (response) => {
    response.write(`${JSON.stringify({ following: true, containers: ['c'] })}\n`);
    response.write(`${JSON.stringify(line('one'))}\n{"at`, () => response.destroy());
  };
  const events = await followed();
  expect(events.map(({ event }) => event)).toEqual(['following', 'line', 'error']);
  expect(events.at(-1)?.data).toMatchObject({ code: 'worker_unreachable' });
});

it.each([
  ['no JSON', 'hello\n'],
  ['another form', '{"line":1}\n'],
  ['a line without an end', JSON.stringify(line('one'))],
  ['a line that is too long', `${JSON.stringify(line('x'.repeat(2_000_000)))}\n`],
])('a worker that sends %s is malformed', async (_what, text) => {
  answer = (response) => void response.end(text);
  await expect(logs.read(wish, caller, going)).rejects.toMatchObject({ code: 'worker_malformed' });
});

it("the worker's own refusal is passed on, before and after the stream began", async () => {
  answer = (response) => {
    response.writeHead(503, { 'content-type': 'application/problem+json' });
    response.end(JSON.stringify({ code: 'too_many_streams', detail: 'full' }));
  };
  await expect(followed()).rejects.toMatchObject({ code: 'too_many_streams' });
  answer = says({ error: { code: 'node_timeout', message: 'slow' } });
  await expect(logs.read(wish, caller, going)).rejects.toMatchObject({ code: 'node_timeout' });
});

it('nobody is asked for a service outside the scopes', async () => {
  asked = undefined;
  const stranger = { ...caller, client: { ...OPS_TOKEN_HOLDER, services: ['other'] } };
  await expect(logs.read(wish, stranger, going)).rejects.toMatchObject({ code: 'service_not_found' });
  expect(asked).toBeUndefined();
});

it('fifty followed logs leave room for every other question', async () => {
  const left = new AbortController();
  answer = (response) => void response.write(`${JSON.stringify({ following: true, containers: [] })}\n`);
  const open = Array.from({ length: 50 }, () => logs.follow(wish, caller, undefined, left.signal));
  for (const events of open) expect((await events.next()).value).toMatchObject({ event: 'following' });
  answer = says(line('one'));
  expect((await logs.read(wish, caller, going)).logs).toBe('one');
  left.abort();
  for (const events of open) expect((await events.next()).done).toBe(true);
});
