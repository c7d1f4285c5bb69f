import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startFakeAiToolkit } from '../../../test/training/fake-ai-toolkit/fake-ai-toolkit.js';
import { configOf } from '../../../test/training/fake-ai-toolkit/fake-job.js';
import { readSettings } from './settings/index.js';
import { createTraining } from './training-app.js';

async function rightsIn(folder: string): Promise<Record<string, number>> {
  const rights: Record<string, number> = {};
  for (const path of (await readdir(folder, { recursive: true })).toSorted())
    rights[path] = (await stat(join(folder, path))).mode & 0o777;
  return rights;
}

it('answers a guarded run over HTTP before its limit of time, and watches on in files that are its own alone', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'switchyard-training-'));
  const toolkit = await startFakeAiToolkit();
  await mkdir(join(folder, 'configs'));
  await writeFile(join(folder, 'configs/fox.yaml'), JSON.stringify(configOf('fox')));
  const environment = {
    LOG_LEVEL: 'silent',
    AI_TOOLKIT_SERVER_URL: toolkit.url,
    AI_TOOLKIT_CONFIGS_DIR: join(folder, 'configs'),
    DATA_DIR: join(folder, 'data'),
    MCP_HTTP_TOOL_TIMEOUT_SECONDS: '2',
  };
  const { app } = await createTraining(readSettings(environment));
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as { port: number };
  const call = async (args: object) => {
    const body = JSON.stringify({ name: 'run-training-with-guardrails', arguments: args });
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`http://127.0.0.1:${port}/mcp/tool`, { method: 'POST', headers, body });
    return (await answer.json()) as { ok: boolean; data: { status: string; watch_id: string } };
  };
  const begun = await call({ config_name: 'fox', check_dataset: false, block_on_validation_fail: false });
  expect(begun).toMatchObject({ ok: true, data: { status: 'watching', started: true } });
  const later = await call({ watch_id: begun.data.watch_id, wait_seconds: 0 });
  expect(later).toMatchObject({ ok: true, data: { status: 'watching' } });
  expect(await rightsIn(join(folder, 'data'))).toEqual({
    training: 0o700,
    'training/watches': 0o700,
    [`training/watches/${begun.data.watch_id}.json`]: 0o600,
  });
  await app.close();
  await toolkit.close();
  await rm(folder, { recursive: true });
});
