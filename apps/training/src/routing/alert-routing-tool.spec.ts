import { mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DomainError } from '@app/kernel';
import { connectTools, type ToolClient } from '../../../../test/mcp/tool-client.js';
import type { Alert } from '../contract/index.js';
import { Root } from '../places/index.js';
import { routingTools, type ObserveAlerts, type RoutingParts } from './index.js';

const NOW = new Date('2026-11-20T12:00:00Z');
const SECRET = 'T0SECRET';
let folder: string;
let server: Server;
let answers: (number | 'break')[];
let posted: { url: string; body: { alerts: { message: string }[]; context?: object } }[];
let waited: number[];
const clients: ToolClient[] = [];

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'switchyard-alerts-')));
  await mkdir(join(folder, 'outputs'));
  await mkdir(join(folder, 'state'));
  [answers, posted, waited] = [[], [], []];
  server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  for (const client of clients.splice(0)) await client.close();
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let text = '';
  for await (const part of request as AsyncIterable<Buffer>) text += part.toString();
  posted.push({ url: request.url ?? '', body: JSON.parse(text) as (typeof posted)[number]['body'] });
  const next = answers.shift() ?? 204;
  if (next === 'break') return void response.destroy();
  response.writeHead(next, next === 302 ? { location: `${base()}/elsewhere` } : {}).end('endless words');
}
const base = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const hook = () => `${base()}/${SECRET}?key=${SECRET}`;

const speed: Alert = {
  code: 'SPEED_SLOW',
  severity: 'warning',
  category: 'speed',
  message: 'Training is slow.',
  confidence: 0.76,
};
const quality: Alert = {
  ...speed,
  code: 'LOSS_CRITICAL',
  severity: 'critical',
  category: 'quality',
  message: 'NaN.',
};
const observe: ObserveAlerts = async (jobId) => {
  if (jobId !== 'a-job') throw new DomainError('job_not_found', 'there is no such job', { param: 'job_id' });
  return { alerts: [speed, quality], overall_health: 'critical', status_snapshot: { status: 'running' } };
};

async function connect(over: Partial<RoutingParts> = {}): Promise<ToolClient> {
  const tools = routingTools({
    places: {
      outputs: new Root('the outputs', join(folder, 'outputs')),
      state: new Root('the state', join(folder, 'state')),
    },
    observe,
    webhooks: { allowed: [base()], privateHosts: ['127.0.0.1'] },
    now: () => NOW,
    wait: async (ms) => void waited.push(ms),
    ...over,
  });
  const client = await connectTools({ name: 'training', instructions: '', tools });
  clients.push(client);
  return client;
}
const route = async (args: object, over?: Partial<RoutingParts>) =>
  (await connect(over)).call('alert-routing', { job_id: 'a-job', ...args });
const webhook = (args: object = {}) => ({ sink: 'webhook', destination: hook(), ...args });
const linesOf = async (path: string) =>
  (await readFile(join(folder, path), 'utf8')).split('\n').filter((line) => line !== '');
const refusal = (text: string) => ({ isError: true, text: expect.stringContaining(text) });

describe('alert-routing to a file', () => {
  it('appends a line of JSON for each alert to the file of the day, with what is known of the job', async () => {
    const { value, text } = await route({});
    expect(value).toMatchObject({
      generated_at: NOW.toISOString(),
      alerts_in: 2,
      alerts_after_severity_filter: 2,
      alerts_after_dedupe_rate_limit: 2,
      alerts_routed: 2,
      routed_count: 2,
      suppressed_count: 0,
      destination: join(folder, 'outputs/alerts/alerts-20261120.jsonl'),
      routing_controls: { delivery_success: true, state_recovered_from: null, max_alerts_per_window: 50 },
      filter_stats: { input_alerts: 2, routed_alerts: 2, dropped_duplicate: 0, dropped_rate_limit: 0 },
      route_result: { routed: true, sink: 'file', webhook_attempts: 0 },
    });
    expect(JSON.parse(text)).toEqual(value);
    const lines = await linesOf('outputs/alerts/alerts-20261120.jsonl');
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
      {
        timestamp: NOW.toISOString(),
        alert: speed,
        context: { job_id: 'a-job', overall_health: 'critical', status_snapshot: { status: 'running' } },
      },
      expect.objectContaining({ alert: quality }),
    ]);
  });

  it('routes nothing twice, and remembers it after a restart', async () => {
    await route({ min_severity: 'critical' });
    expect((await route({})).value).toMatchObject({
      alerts_routed: 1,
      suppressed_count: 1,
      filter_stats: { dropped_duplicate: 1 },
    });
    expect((await route({})).value).toMatchObject({
      alerts_routed: 0,
      routing_controls: { delivery_success: true },
      route_result: { routed: false },
    });
  });

  it('takes alerts of the caller, with all that they hold, and no context', async () => {
    const alerts = [
      { severity: 'critical', code: 'TRAINING_NAN_LOSS', message: 'NaN.', evidence: { lines: 3 } },
    ];
    const { value } = await route({ job_id: undefined, alerts, destination: 'own.jsonl' });
    expect(value).toMatchObject({ job_id: null, routed_count: 1 });
    const [line = ''] = await linesOf('outputs/own.jsonl');
    expect(JSON.parse(line)).toEqual({ timestamp: NOW.toISOString(), alert: { category: '', ...alerts[0] } });
  });

  it('begins a new line after one that was cut off', async () => {
    await writeFile(join(folder, 'outputs/own.jsonl'), '{"timestamp":"2026');
    await route({ destination: 'own.jsonl', min_severity: 'critical' });
    const [, line = ''] = await linesOf('outputs/own.jsonl');
    expect(JSON.parse(line)).toMatchObject({ alert: { message: 'NaN.' } });
  });

  it('takes a state of its own, in the outputs by a whole path', async () => {
    const state_path = join(folder, 'outputs/alerts/own.json');
    expect((await route({ state_path })).value).toMatchObject({
      alerts_routed: 2,
      routing_controls: { state_path },
    });
    expect((await route({ state_path: 'own.json' })).value).toMatchObject({ alerts_routed: 2 });
    expect((await route({ state_path })).value).toMatchObject({ alerts_routed: 0 });
  });

  it('says that its state was torn', async () => {
    await writeFile(join(folder, 'state/alert-routing-state.json'), '{"recent":{');
    const torn = join(folder, 'state/alert-routing-state.json.torn');
    const { value } = await route({});
    expect(value).toMatchObject({ alerts_routed: 2, routing_controls: { state_recovered_from: torn } });
  });

  it('takes bad numbers for its own, and far ones for the nearest', async () => {
    const { value } = await route({
      dedupe_window_seconds: 'x',
      webhook_retry_attempts: 99,
      max_alerts_per_window: -1,
    });
    expect(value).toMatchObject({
      routing_controls: { dedupe_window_seconds: 900, webhook_retry_attempts: 10, max_alerts_per_window: 0 },
    });
  });

  it.each([
    ['destination', '../out.jsonl', 'path_outside_root: destination:'],
    ['destination', '/tmp/out.jsonl', 'path_outside_root: destination:'],
    ['destination', 'up/out.jsonl', 'path_outside_root: destination:'],
    ['destination', 'a-job/config.yaml', 'invalid_argument: destination:'],
    ['state_path', 'up/state.json', 'path_outside_root: state_path:'],
    ['state_path', '../state.json', 'path_outside_root: state_path:'],
    ['state_path', 'a-job/.job_config.json', 'invalid_argument: state_path:'],
    ['state_path', 'a-job/log.txt', 'invalid_argument: state_path:'],
  ])('writes to no %s that leads out or is something else: %s', async (param, path, words) => {
    for (const root of ['outputs', 'state']) await symlink(folder, join(folder, root, 'up'));
    expect(await route({ [param]: path })).toMatchObject(refusal(words));
  });

  it('is an error without alerts, with both kinds of them, and for a job that is not there', async () => {
    expect(await route({ job_id: undefined })).toMatchObject(refusal('invalid_argument: job_id:'));
    expect(await route({ alerts: [quality] })).toMatchObject(refusal('invalid_argument: alerts:'));
    expect(await route({ job_id: 'none' })).toMatchObject(refusal('job_not_found'));
  });

  it('keeps alerts with its state when the outputs are not on this machine', async () => {
    await rm(join(folder, 'outputs'), { recursive: true });
    expect((await route({})).value).toMatchObject({
      destination: join(folder, 'state/alerts/alerts-20261120.jsonl'),
    });
  });
});

describe('alert-routing to a webhook', () => {
  it('posts all alerts at once, and shows nothing of its URL', async () => {
    const answer = await route(webhook());
    expect(answer.value).toMatchObject({
      routed_count: 2,
      destination: `${base()}/…`,
      route_result: { webhook_status: 204, webhook_attempts: 1, webhook_retries: 0, webhook_error: null },
    });
    expect(answer.text).not.toContain(SECRET);
    expect(posted).toMatchObject([
      { url: `/${SECRET}?key=${SECRET}`, body: { alerts: [speed, quality], context: { job_id: 'a-job' } } },
    ]);
  });

  it('tries again after what may pass, and waits longer each time', async () => {
    answers = [503, 'break', 429, 200];
    const { value } = await route(webhook({ webhook_retry_attempts: 5, webhook_backoff_multiplier: 3 }));
    expect(value).toMatchObject({ route_result: { routed: true, webhook_attempts: 4, webhook_retries: 3 } });
    expect((value['route_result'] as { webhook_history: object[] }).webhook_history).toEqual([
      { attempt: 1, status: 503 },
      { attempt: 2, exception: 'ECONNRESET' },
      { attempt: 3, status: 429 },
      { attempt: 4, status: 200 },
    ]);
    expect(waited).toEqual([500, 1_500, 4_500]);
  });

  it('waits two minutes at most', async () => {
    answers = [503, 503, 503, 200];
    const args = { webhook_backoff_ms: 60_000, webhook_backoff_multiplier: 10, webhook_retry_attempts: 4 };
    await route(webhook(args));
    expect(waited).toEqual([60_000, 120_000, 120_000]);
  });

  it('is an error that tells all when it does not succeed, and delivers with the next call', async () => {
    answers = [500, 500, 500];
    const failed = await route(webhook());
    expect(failed).toMatchObject({
      ...refusal('delivery_failed: destination: the webhook answered 500 (3 attempts); 2 alerts come again'),
      value: {
        alerts_routed: 0,
        routing_controls: { delivery_success: false },
        route_result: { routed: false },
      },
    });
    expect(failed.text).not.toContain(SECRET);
    expect((await route(webhook())).value).toMatchObject({ alerts_routed: 2 });
  });

  it.each([
    [400, 'the webhook answered 400'],
    [302, 'the webhook answered 302, and redirects are not followed'],
  ])('does not try again after %d', async (status, words) => {
    answers = [status];
    expect(await route(webhook())).toMatchObject(refusal(`${words} (1 attempt)`));
    expect(posted.map(({ url }) => url)).toEqual([`/${SECRET}?key=${SECRET}`]);
  });

  it('takes 304 for a delivery, which leads nowhere else', async () => {
    answers = [304];
    expect((await route(webhook())).value).toMatchObject({
      route_result: { routed: true, webhook_status: 304, webhook_error: null },
    });
  });

  it('tries again after those codes alone that the caller names', async () => {
    answers = [418, 503];
    const { value } = await route(webhook({ webhook_retry_status_codes: [418, 99, 'x'] }));
    expect(value).toMatchObject({
      route_result: { webhook_attempts: 2 },
      routing_controls: { webhook_retry_status_codes: [418] },
    });
  });

  it('posts nowhere that is not allowed, and asks no job before it knows', async () => {
    const observe = () => Promise.reject(new Error('asked'));
    const off = { webhooks: { allowed: [], privateHosts: [] }, observe };
    expect(await route(webhook(), off)).toMatchObject(refusal('webhooks_off: destination:'));
    const notPrivate = { webhooks: { allowed: [base()], privateHosts: [] }, observe };
    expect(await route(webhook(), notPrivate)).toMatchObject(refusal('webhook_not_allowed: destination:'));
    expect(await route({ sink: 'webhook' })).toMatchObject(refusal('invalid_argument: destination:'));
    expect(posted).toEqual([]);
  });

  it('sends no more when the call was cancelled', async () => {
    answers = [503, 200];
    const leaving = new AbortController();
    const wait = async (_ms: number, signal: AbortSignal) => {
      leaving.abort(new Error('no longer wanted'));
      await new Promise<void>((_, reject) => {
        if (signal.aborted) reject(signal.reason as Error);
        signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      });
    };
    const client = await connect({ wait });
    const call = client.call('alert-routing', { job_id: 'a-job', ...webhook() }, leaving.signal);
    await expect(call).rejects.toThrow('no longer wanted');
    expect(posted.length).toBe(1);
    expect((await route(webhook())).value).toMatchObject({ alerts_routed: 2 });
  });
});

it('takes alerts however their severity is written', async () => {
  const alerts = [{ severity: ' CRITICAL', category: 'errors', message: 'it broke' }];
  const { value } = await route({ alerts, job_id: undefined, min_severity: 'Warning' });
  expect(value).toMatchObject({ alerts_routed: 1, min_severity: 'warning' });
  const again = await route({ alerts: [{ ...alerts[0], severity: 'critical' }], job_id: undefined });
  expect(again.value).toMatchObject({ filter_stats: { dropped_duplicate: 1 } });
});
