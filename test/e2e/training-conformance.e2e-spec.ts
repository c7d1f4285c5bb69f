import { resolve } from 'node:path';
import { createLogger } from '@app/http';
import { readSettings } from '../../apps/training/src/settings/index.ts';
import { serveTraining } from '../../apps/training/src/training-app.ts';
import { CONFORMANCE_SET } from '../training/conformance-set.ts';
import { stdioOverHttp } from '../training/stdio-over-http.ts';
import { runConformance } from './conformance-run.ts';
import { mcpData, nodeServer } from './mcp-data.ts';
import { postModern } from './mcp-post.ts';
import { startRouter } from './router-harness.ts';
import { BEYOND_HTTP_DOOR, failingFor, MIXED } from './training-requirements.ts';
import {
  makeTrainingFolders,
  removeFolders,
  startTraining,
  type TrainingFolders,
} from './training-harness.ts';

const MAIN = resolve('dist/apps/training/src/main.js');
const DOOR = 'test/training/conformance-stdio.ts';
const LIMIT_MS = 90_000;

interface Served {
  readonly url: string;
  close(): Promise<void>;
}

async function httpDoor(): Promise<Served> {
  const training = { set: CONFORMANCE_SET, dependencies: [], close: async () => undefined };
  const { app } = await serveTraining(training, readSettings({}), createLogger('training', 'silent'));
  await app.listen(0, '127.0.0.1');
  const url = (await app.getUrl()).replace('[::1]', '127.0.0.1');
  return { url: `${url}/mcp`, close: () => app.close() };
}

async function behindRouter(script: string): Promise<Served> {
  const router = await startRouter({ files: mcpData({ training: nodeServer(script) }) });
  return { url: `${router.url}/mcp/training`, close: () => router.close() };
}

/** The router speaks the newest revision with a server that knows it, so that the older one needs another way. */
const STDIO_DOOR: Readonly<Record<string, () => Promise<Served>>> = {
  '2025-11-25': () => stdioOverHttp(DOOR),
  '2026-07-28': () => behindRouter(DOOR),
};

async function runAgainst(start: () => Promise<Served>, revision: string) {
  const server = await start();
  try {
    const { failing, ...run } = await runConformance(server.url, revision);
    return { ...run, failing: failing.toSorted() };
  } finally {
    await server.close();
  }
}

describe.each(Object.keys(BEYOND_HTTP_DOOR))('the official conformance suite of %s', (revision) => {
  let folders: TrainingFolders;

  beforeAll(async () => {
    folders = await makeTrainingFolders();
  });

  afterAll(async () => {
    await removeFolders(folders);
  });

  const realServer = async () => {
    const server = await startTraining(folders.env);
    return { url: `${server.url}/mcp`, close: () => server.close() };
  };

  it(
    'passes whole through the door of the standard streams, with all that it looks for behind it',
    async () => {
      const { failing } = await runAgainst(STDIO_DOOR[revision] ?? httpDoor, revision);
      expect(failing).toEqual([]);
    },
    LIMIT_MS,
  );

  it(
    'passes through the door of HTTP, but for what a door without sessions and states cannot do',
    async () => {
      const { failing } = await runAgainst(httpDoor, revision);
      expect(failing).toEqual(BEYOND_HTTP_DOOR[revision]?.toSorted());
    },
    LIMIT_MS,
  );

  it(
    'misses in the training server only its own tools, and what that does not offer',
    async () => {
      const { failing, failedChecks } = await runAgainst(realServer, revision);
      expect(failing).toEqual(failingFor(revision).all.toSorted());
      for (const [scenario, checks] of Object.entries(MIXED[revision] ?? {}))
        expect(failedChecks[scenario]).toEqual(checks);
    },
    LIMIT_MS,
  );

  it(
    'misses nothing else over the standard streams, with the router in between',
    async () => {
      const { all, itsTools } = failingFor(revision);
      const { failing } = await runAgainst(() => behindRouter(MAIN), revision);
      // The router itself offers some of the rest.
      expect(failing.filter((name) => !all.includes(name))).toEqual([]);
      expect(failing).toEqual(expect.arrayContaining(itsTools));
    },
    LIMIT_MS,
  );
});

describe('what the training server says that it offers', () => {
  it('is tools that stay as they are, to be asked for again after a minute, and nothing else', async () => {
    const folders = await makeTrainingFolders();
    const server = await startTraining(folders.env);
    const [discovered] = (await postModern(`${server.url}/mcp`, 'server/discover')).messages;
    expect(discovered).toMatchObject({
      result: { capabilities: { tools: { listChanged: false } }, ttlMs: 60_000, cacheScope: 'private' },
    });
    const { capabilities } = (discovered as { result: { capabilities: object } }).result;
    expect(Object.keys(capabilities)).toEqual(['tools']);
    await server.close();
    await removeFolders(folders);
  });
});
