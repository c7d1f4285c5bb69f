import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { INBOX_FIELD, INBOX_STREAM, type AuditEntry } from '@app/audit';
import { closeRedis, openRedis } from '@app/jobs';
import { ready } from '../redis/ready.ts';
import { RedisServer } from '../redis/redis-server.ts';
import { startFakeAiToolkit, type FakeAiToolkit } from '../training/fake-ai-toolkit/fake-ai-toolkit.ts';
import { connectNew, connectOld, type ConnectClient } from './mcp-clients.ts';
import { mcpData } from './mcp-data.ts';
import { startRouter, type RunningRouter } from './router-harness.ts';
import { makeTrainingFolders, removeFolders, type TrainingFolders } from './training-harness.ts';
import { until } from './until.ts';

const ADA = 'sy-the-key-of-ada';
const BOB = 'sy-the-key-of-bob';
const OPERATOR = 'sy-the-key-of-the-operator';
const TOKEN = 'the-token-of-the-backend';
const CLIENTS = [
  { id: 'ada', key: ADA },
  { id: 'bob', key: BOB, tools: ['training/get-*', 'training/list-*'] },
  { id: 'olga', key: OPERATOR, roles: ['admin'] },
];

describe('the training server, added to a router from the catalogue', () => {
  let redis: RedisServer;
  let toolkit: FakeAiToolkit;
  let folders: TrainingFolders;
  let router: RunningRouter;

  const operate = async (action: string, body: object) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${OPERATOR}` };
    const url = `${router.url}/api/mcp/${action}`;
    const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
    return [answer.status, await answer.json()] as const;
  };
  const recorded = async () => {
    const store = openRedis(redis.url, 'prompt', () => undefined);
    await ready(store);
    const records = await store.xrange(INBOX_STREAM, '-', '+');
    closeRedis(store);
    return records.map(
      ([, fields]) => JSON.parse(fields[fields.indexOf(INBOX_FIELD) + 1] ?? '') as AuditEntry,
    );
  };

  beforeAll(async () => {
    redis = await RedisServer.start();
    toolkit = await startFakeAiToolkit({ token: TOKEN });
    toolkit.addJob({ name: 'fox_lora', status: 'completed', step: 1_000 });
    folders = await makeTrainingFolders();
    const path = process.env['PATH'] ?? '';
    router = await startRouter({
      clients: CLIENTS,
      env: { REDIS_URL: redis.url, PATH: path },
      files: mcpData({}),
    });
    const { DATA_DIR: _own, ...env } = folders.env;
    const values = { ...env, AI_TOOLKIT_SERVER_URL: toolkit.url, AI_TOOLKIT_AUTH_TOKEN: TOKEN };
    const lines = Object.entries(values).map(([name, value]) => `${name}=${value}\n`);
    await writeFile(join(router.directory, 'mcp/.env'), lines.join(''), { mode: 0o600 });
    const added = { server: 'training', catalog: 'training' };
    expect(await operate('add', added)).toMatchObject([200, { status: 'added' }]);
  });

  afterAll(async () => {
    await router.close();
    await Promise.all([toolkit.close(), redis.stop(), removeFolders(folders)]);
  });

  it.each<[string, ConnectClient]>([
    ['the v1 SDK', connectOld],
    ['the v2 SDK in auto mode', connectNew],
  ])('has its tools listed and called by a client on %s', async (_name, connect) => {
    const client = await connect(`${router.url}/mcp`, ADA);
    const tools = await client.tools();
    expect(tools).toHaveLength(27);
    expect(tools.every((name) => name.startsWith('training__'))).toBe(true);
    expect(await client.call('training__list-training-jobs')).toContain('fox_lora');
    await client.close();
  });

  it('is called through the router by those who may, and each call is in the trail', async () => {
    const ada = await connectNew(`${router.url}/mcp/training`, ADA);
    const model_name = 'stable-diffusion-v1-5/stable-diffusion-v1-5';
    const draft = { name: 'fox_lora', model_name, dataset_path: 'foxes' };
    expect(await ada.call('create-training-config', draft)).toContain('Saved the training config fox_lora');
    expect(await ada.call('get-training-status', { job_id: 'nobody' })).toContain('job_not_found');
    await ada.close();
    const bob = await connectNew(`${router.url}/mcp/training`, BOB);
    const reading = await bob.tools();
    expect(reading).toHaveLength(11);
    expect(reading.every((name) => /^(get|list)-/.test(name))).toBe(true);
    await expect(bob.call('create-training-config', draft)).rejects.toThrow();
    await bob.close();
    const trail = await until(recorded, (entries) => entries.length >= 4);
    const calls = trail.map(({ actor, resource, result }) => [actor, resource, result]);
    expect(calls).toContainEqual(['ada', 'training/create-training-config', 'ok']);
    expect(calls).toContainEqual(['ada', 'training/get-training-status', 'error']);
    expect(JSON.stringify(trail)).not.toContain(TOKEN);
  });
});
