import { serviceEntry } from '../docker/compose-project.ts';
import { BUSYBOX_IMAGE } from '../docker/real-engine.ts';
import { EventReader, type SentEvent } from './event-reader.ts';
import { startOperations, TOKEN, type Holder, type Operations } from './operations.ts';

const VIEWER: Holder = { id: 'looker', key: 'sy-viewer-key', roles: ['viewer'], services: ['other'] };
const COUNTER = 'n=0; while [ $n -lt 3 ]; do n=$((n+1)); echo line $n; done';
/** Three bytes each, so that no buffer of the way ends between two of them. */
const EUROS = '€'.repeat(1_111);
const entries = [
  serviceEntry('counter', BUSYBOX_IMAGE, `echo begin; echo 'zwölf €' >&2; ${COUNTER}`),
  serviceEntry('other', BUSYBOX_IMAGE, 'seq 1 7000'),
  serviceEntry(
    'euro',
    BUSYBOX_IMAGE,
    `n=0; while [ $n -lt 400 ]; do echo ${EUROS}; n=$((n+1)); done; echo done`,
  ),
].join('');

let ops: Operations;
beforeAll(async () => {
  ops = await startOperations([], { entries, holders: [VIEWER], gpu: ['vllm'] });
  const last = { counter: 'line 3', other: '7000', euro: 'done' };
  await Promise.all(Object.entries(last).map(([service, word]) => written(service, word)));
}, 90_000);
afterAll(() => ops?.close(), 60_000);

interface Logs {
  readonly logs: string;
  readonly lines: readonly { at: string; stream: string; container: string; line: string }[];
}

const read = async (query: string) => (await ops.call('GET', query)).body as unknown as Logs;
const follow = (path: string, headers: Readonly<Record<string, string>> = {}) =>
  new EventReader(`${ops.url}${path}`, { authorization: `Bearer ${TOKEN}`, ...headers });
const says =
  (word: string) =>
  ({ data }: SentEvent) =>
    (data['line'] ?? data['marker']) === word;
const wordOf = ({ event, data }: SentEvent) =>
  event === 'line'
    ? (data['line'] as string)
    : `[${event === 'marker' ? (data['marker'] as string) : event}]`;
const words = (events: readonly SentEvent[]) => events.map(wordOf);

describe('the log of a service', () => {
  it('is its last lines, as one text and each with time, stream and container', async () => {
    const { status, body } = await ops.call('GET', '/services/counter/logs');
    expect(status).toBe(200);
    expect(body).toMatchObject({ service: 'counter', node: 'local' });
    const { logs, lines } = body as unknown as Logs;
    expect(logs.split('\n').toSorted()).toEqual(['begin', 'line 1', 'line 2', 'line 3', 'zwölf €']);
    expect(lines.find(({ line }) => line === 'zwölf €')).toMatchObject({
      stream: 'stderr',
      at: expect.stringMatching(/^\d{4}-.*\.\d{9}Z$/),
      container: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it('is as long as was asked for, up to 5000 lines', async () => {
    expect((await read('/services/other/logs')).lines).toHaveLength(100);
    expect((await read('/services/other/logs?tail=2')).logs).toBe('6999\n7000');
    expect((await read('/services/other/logs?tail=5000')).lines).toHaveLength(5_000);
    expect((await read('/services/other/logs?since=1h')).lines).toHaveLength(5_000);
    expect((await ops.call('GET', '/services/other/logs?tail=5001')).status).toBe(400);
  });

  it('begins at a moment, and has nothing of what was before', async () => {
    const { lines } = await read('/services/other/logs?tail=3');
    const at = encodeURIComponent(lines[1]?.at ?? '');
    expect((await read(`/services/other/logs?since=${at}`)).logs).toBe('6999\n7000');
    expect((await read('/services/other/logs?since=1ms')).logs).toBe('');
  });

  it('has whole characters, wherever they were cut on the way', async () => {
    const { lines } = await read('/services/euro/logs?tail=401');
    expect(lines).toHaveLength(401);
    expect(lines.slice(0, -1).every(({ line }) => line === EUROS)).toBe(true);
  });

  it('is in the audit as read', async () => {
    await ops.call('GET', '/services/counter/logs?tail=7', { headers: { 'x-request-id': 'reads-logs' } });
    const event = await ops.audited(({ correlation_id }) => correlation_id === 'reads-logs');
    expect(event).toMatchObject({
      action: 'logs',
      resource: 'local/counter',
      result: 'ok',
      metadata: { tail: 7, follow: false },
    });
  });

  it.each([
    ['/services/nothing/logs', 404, 'service_not_found'],
    ['/services/counter/logs?node=mars', 404, 'node_not_found'],
    ['/services/counter/logs?node=..%2Flocal', 400, 'invalid_request'],
    ['/services/..%2Fimages/logs', 400, 'invalid_request'],
    ['/services/a%3Fb/logs', 400, 'invalid_request'],
    ['/services/counter/logs?since=yesterday', 400, 'invalid_request'],
    ['/services/counter/logs?follow=perhaps', 400, 'invalid_request'],
    ['/services/nothing/logs?follow=true', 404, 'service_not_found'],
  ])('%s is refused with %i %s', async (path, status, code) => {
    const answer = await ops.call('GET', path);
    expect([answer.status, answer.body['code']]).toEqual([status, code]);
  });

  it('is only for those in whose scopes the service is', async () => {
    expect((await ops.call('GET', '/services/other/logs', { key: VIEWER.key })).status).toBe(200);
    const { status, body } = await ops.call('GET', '/services/counter/logs', { key: VIEWER.key });
    expect([status, body['code']]).toEqual([404, 'service_not_found']);
  });
});

it('of a service on a remote node is read and followed through Caddy', async () => {
  expect((await read('/services/vllm/logs?node=gpu')).logs).toBe('up');
  const events = follow('/services/vllm/logs?node=gpu&follow=true');
  await events.until(says('up'));
  const restarted = ops.gpu?.project.compose('restart', '-t', '1', 'vllm');
  expect(words(await events.until(says('up')))).toEqual(['[stopped]', '[started]', 'up']);
  await restarted;
  events.leave();
}, 60_000);

describe('the logs of several services, followed as one', () => {
  const lines = (events: readonly SentEvent[]) =>
    events.filter(({ event }) => event === 'line').map(({ data }) => data as unknown as MergedLine);

  it('come in the order of time from both nodes, each line with whose it is', async () => {
    const events = follow('/logs?of=local/counter&of=local/other&of=gpu/vllm&tail=5');
    const seen = lines(await collect(events, 14));
    events.leave();
    const whose = new Set(seen.map(({ node, service }) => `${node}/${service}`));
    expect([...whose].toSorted()).toEqual(['gpu/vllm', 'local/counter', 'local/other']);
    const times = seen.map(({ at }) => at);
    expect(times).toEqual(times.toSorted());
    expect(seen.filter(({ service }) => service === 'other').map(({ line }) => line)).toEqual([
      '6996',
      '6997',
      '6998',
      '6999',
      '7000',
    ]);
  });

  it('go on in each of them after one id, with no line twice and none lost', async () => {
    const path = '/logs?of=local/counter&of=local/other&tail=5';
    const all = await collect(follow(path), 12);
    const events = follow(path);
    const first = await collect(events, 7);
    events.leave();
    const again = follow(path, { 'last-event-id': events.lastId ?? '' });
    const rest = await collect(again, 14 - first.length);
    again.leave();
    expect(lines([...first, ...rest]).map(({ line }) => line)).toEqual(lines(all).map(({ line }) => line));
    await expect(
      follow('/logs?of=local/counter', { 'last-event-id': events.lastId ?? '' }).next(),
    ).rejects.toThrow('invalid_event_id');
  });

  it('are each in the audit as read', async () => {
    const events = follow('/logs?of=local/counter&of=local/other', { 'x-request-id': 'reads-many' });
    await events.next();
    events.leave();
    for (const resource of ['local/counter', 'local/other']) {
      await ops.audited(
        (event) =>
          event.correlation_id === 'reads-many' && event.resource === resource && event.result === 'ok',
      );
    }
  });

  it.each([
    ['/logs', 400, 'invalid_request'],
    ['/logs?of=counter', 400, 'invalid_request'],
    ['/logs?of=local/counter&of=local/counter', 400, 'invalid_request'],
    ['/logs?of=local/..', 400, 'invalid_request'],
    [`/logs?${Array.from({ length: 17 }, (_, at) => `of=local/s${at}`).join('&')}`, 400, 'invalid_request'],
    ['/logs?of=local/counter&of=local/nothing', 404, 'service_not_found'],
    ['/logs?of=mars/counter', 404, 'node_not_found'],
  ])('%s is refused with %i %s', async (path, status, code) => {
    const answer = await ops.call('GET', path);
    expect([answer.status, answer.body['code']]).toEqual([status, code]);
  });

  it('are for those alone in whose scopes every one of them is', async () => {
    const { status, body } = await ops.call('GET', '/logs?of=local/other&of=local/counter', {
      key: VIEWER.key,
    });
    expect([status, body['code']]).toEqual([404, 'service_not_found']);
  });
});

interface MergedLine {
  readonly at: string;
  readonly node: string;
  readonly service: string;
  readonly line: string;
}

describe('a followed log', () => {
  const recreate = () =>
    ops.project.compose('up', '-d', '-t', '3', '--force-recreate', '--no-deps', 'counter');

  it('goes on across a recreation, with no line lost and none twice', async () => {
    const events = follow('/services/counter/logs?follow=true');
    const all = ['begin', 'line 1', 'line 2', 'line 3', 'zwölf €'];
    const first = words(await collect(events, 6));
    expect(first[0]).toBe('[following]');
    expect(first.slice(1).toSorted()).toEqual(all);
    const recreated = recreate();
    const second = words(await events.until(says('recreated')));
    expect(second).toEqual(['[stopped]', '[recreated]']);
    expect(words(await collect(events, 5)).toSorted()).toEqual(all);
    await recreated;
    events.leave();
  }, 60_000);

  it('goes on after the last event that was seen, when it is followed again', async () => {
    const events = follow('/services/other/logs?tail=5', { accept: 'text/event-stream' });
    const seen = await events.until(says('6998'));
    expect(words(seen)).toEqual(['[following]', '6996', '6997', '6998']);
    events.leave();
    const again = follow('/services/other/logs', {
      accept: 'text/event-stream',
      'last-event-id': events.lastId ?? '',
    });
    expect(words(await again.until(says('7000')))).toEqual(['[following]', '6999', '7000']);
    again.leave();
  });

  it('says that something may be missing when the container of the last event is gone', async () => {
    const events = follow('/services/counter/logs?follow=true');
    await collect(events, 6);
    events.leave();
    await recreate();
    const again = follow('/services/counter/logs?follow=true', { 'last-event-id': events.lastId ?? '' });
    const seen = words(await collect(again, 7));
    expect(seen.slice(0, 2)).toEqual(['[following]', '[gap]']);
    expect(seen.slice(2).toSorted()).toEqual(['begin', 'line 1', 'line 2', 'line 3', 'zwölf €']);
    again.leave();
  }, 60_000);

  it('refuses an id that it never gave out', async () => {
    const { status, body } = await ops.call('GET', '/services/counter/logs?follow=true', {
      headers: { 'last-event-id': '7' },
    });
    expect([status, body['code']]).toEqual([400, 'invalid_event_id']);
  });
});

async function collect(events: EventReader, count: number): Promise<SentEvent[]> {
  let left = count;
  return events.until(() => --left === 0);
}

async function written(service: string, word: string): Promise<void> {
  const events = follow(`/services/${service}/logs?follow=true`);
  await events.until(says(word));
  events.leave();
}
