import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { startFakeAiToolkit, type FakeAiToolkit } from '../training/fake-ai-toolkit/fake-ai-toolkit.ts';
import {
  makeTrainingFolders,
  removeFolders,
  startTraining,
  type RunningTraining,
  type TrainingFolders,
} from './training-harness.ts';

const MAIN = resolve('dist/apps/training/src/main.js');
const INSPECTOR = resolve('node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js');
const TOKEN = 'a-token-of-the-training-server';

interface Answer {
  readonly tools: { readonly name: string }[];
  readonly isError?: boolean;
  readonly structuredContent: { readonly jobs: { readonly name: string }[] };
}

describe('the command line of MCP Inspector', () => {
  let backend: FakeAiToolkit;
  let folders: TrainingFolders;
  let server: RunningTraining;

  const inspect = async (...args: string[]): Promise<Answer> => {
    const env = { PATH: process.env['PATH'] ?? '', HOME: folders.directory };
    const { stdout } = await promisify(execFile)(process.execPath, [INSPECTOR, '--cli', ...args], { env });
    return JSON.parse(stdout) as Answer;
  };
  const overHttp = (...method: string[]) => {
    const header = `Authorization: Bearer ${TOKEN}`;
    return inspect(`${server.url}/mcp`, '--transport', 'http', '--header', header, ...method);
  };
  const overStdio = (...method: string[]) => {
    const given = { ...folders.env, AI_TOOLKIT_SERVER_URL: backend.url };
    const variables = Object.entries(given).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
    return inspect(process.execPath, MAIN, ...variables, ...method);
  };

  beforeAll(async () => {
    folders = await makeTrainingFolders();
    backend = await startFakeAiToolkit();
    backend.addJob({ name: 'a_portrait' });
    server = await startTraining({
      ...folders.env,
      AI_TOOLKIT_SERVER_URL: backend.url,
      MCP_HTTP_AUTH_TOKEN: TOKEN,
    });
  });

  afterAll(async () => {
    await server.close();
    await backend.close();
    await removeFolders(folders);
  });

  it.each([
    ['HTTP', overHttp],
    ['the standard streams', overStdio],
  ])(
    'lists the tools and calls one over %s',
    async (_name, over) => {
      const { tools } = await over('--method', 'tools/list');
      expect(tools).toHaveLength(27);
      const answer = await over('--method', 'tools/call', '--tool-name', 'list-training-jobs');
      expect(answer.isError ?? false).toBe(false);
      expect(answer.structuredContent.jobs).toMatchObject([{ name: 'a_portrait' }]);
    },
    60_000,
  );
});
