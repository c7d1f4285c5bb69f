import { resolve } from 'node:path';
import { createLogger } from '@app/http';
import { readSettings } from '../../apps/training/src/settings/index.ts';
import { serveTraining } from '../../apps/training/src/training-app.ts';
import { addPlainTools } from '../mcp/conformance/plain-tools.ts';
import { runConformance } from './conformance-run.ts';
import { mcpData, nodeServer } from './mcp-data.ts';
import { startRouter } from './router-harness.ts';
import {
  makeTrainingFolders,
  removeFolders,
  startTraining,
  type TrainingFolders,
} from './training-harness.ts';

const MAIN = resolve('dist/apps/training/src/main.js');
const LIMIT_MS = 90_000;

/** Of what a server of tools alone has not: prompts, resources, completions, and questions to its client. */
const NOT_OFFERED: Readonly<Record<string, readonly string[]>> = {
  '2025-11-25': [
    'logging-set-level',
    'completion-complete',
    'tools-call-with-logging',
    'tools-call-sampling',
    'tools-call-elicitation',
    'elicitation-sep1034-defaults',
    'elicitation-sep1330-enums',
    'resources-list',
    'resources-read-text',
    'resources-read-binary',
    'resources-templates-read',
    'resources-subscribe',
    'resources-unsubscribe',
    'prompts-list',
    'prompts-get-simple',
    'prompts-get-with-args',
    'prompts-get-embedded-resource',
    'prompts-get-with-image',
  ],
  '2026-07-28': [
    // Four of its 28 checks want a tool that asks its client.
    'server-stateless',
    'completion-complete',
    'resources-list',
    'resources-read-text',
    'resources-read-binary',
    'resources-templates-read',
    'prompts-list',
    'prompts-get-simple',
    'prompts-get-with-args',
    'prompts-get-embedded-resource',
    'prompts-get-with-image',
    // Six of its seven checks are of prompts and resources.
    'caching',
    'input-required-result-basic-elicitation',
    'input-required-result-basic-sampling',
    'input-required-result-basic-list-roots',
    'input-required-result-request-state',
    'input-required-result-multiple-input-requests',
    'input-required-result-multi-round',
    'input-required-result-non-tool-request',
    'input-required-result-result-type',
    'input-required-result-tampered-state',
    'input-required-result-capability-check',
  ],
};

/** Scenarios that call a tool of the suite's own by its name. */
const ITS_TOOLS = [
  'tools-call-simple-text',
  'tools-call-image',
  'tools-call-audio',
  'tools-call-embedded-resource',
  'tools-call-mixed-content',
  'tools-call-error',
  'tools-call-with-progress',
];

/** The doors of the training server, with the suite's tools behind them. */
async function startWithItsTools() {
  const set = { name: 'conformance', instructions: '', tools: [{ name: 'all', addTo: addPlainTools }] };
  const training = { set, dependencies: [], close: async () => undefined };
  const { app } = await serveTraining(training, readSettings({}), createLogger('training', 'silent'));
  await app.listen(0, '127.0.0.1');
  return { url: (await app.getUrl()).replace('[::1]', '127.0.0.1'), close: () => app.close() };
}

describe.each(Object.entries(NOT_OFFERED))('the official conformance suite of %s', (revision, notOffered) => {
  let folders: TrainingFolders;
  const all = [...notOffered, ...ITS_TOOLS];

  beforeAll(async () => {
    folders = await makeTrainingFolders();
  });

  afterAll(async () => {
    await removeFolders(folders);
  });

  const failing = async (url: string) => (await runConformance(url, revision)).failing.toSorted();

  it(
    'finds no fault with the HTTP door: all that is about tools passes with its own tools behind it',
    async () => {
      const server = await startWithItsTools();
      expect(await failing(`${server.url}/mcp`)).toEqual(notOffered.toSorted());
      await server.close();
    },
    LIMIT_MS,
  );

  it(
    'misses nothing but its own tools in the training server over HTTP',
    async () => {
      const server = await startTraining(folders.env);
      expect(await failing(`${server.url}/mcp`)).toEqual(all.toSorted());
      await server.close();
    },
    LIMIT_MS,
  );

  it(
    'misses the same over the standard streams, with the router in between',
    async () => {
      const router = await startRouter({ files: mcpData({ training: nodeServer(MAIN) }) });
      const missed = await failing(`${router.url}/mcp/training`);
      expect(missed.filter((name) => !all.includes(name))).toEqual([]);
      expect(missed).toEqual(expect.arrayContaining(ITS_TOOLS));
      await router.close();
    },
    LIMIT_MS,
  );
});
