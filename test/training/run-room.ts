import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aiToolkit } from '../../apps/training/src/backend/index.js';
import { ConfigStore } from '../../apps/training/src/configs/index.js';
import type { DatasetScan, DatasetScanner } from '../../apps/training/src/datasets/index.js';
import { Root } from '../../apps/training/src/places/index.js';
import { runTools } from '../../apps/training/src/runs/index.js';
import { connectTools, type ToolClient } from '../mcp/tool-client.js';
import { datasetLike } from './analyses.js';
import { startFakeAiToolkit, type FakeAiToolkit } from './fake-ai-toolkit/fake-ai-toolkit.js';

/** TableScanner finds the data sets that a test puts into it, and remembers what it was asked. */
class TableScanner implements DatasetScanner {
  readonly sets = new Map<string, DatasetScan | Error>();
  readonly asked: { path: string | null; maxFiles: number }[] = [];

  analyze(path: string | null, maxFiles: number): Promise<DatasetScan> {
    this.asked.push({ path, maxFiles });
    const found = this.sets.get(path ?? '');
    if (found instanceof Error) return Promise.reject(found);
    const error = path === null ? 'dataset_path_unresolved' : 'dataset_path_not_found';
    const nothing = { exists: false, error, total_images: 0, scanned_images: 0 } as const;
    return Promise.resolve(
      found ?? { analysis: datasetLike({ ...nothing, dataset_path: path }), captions: [] },
    );
  }
}

export interface RunRoom {
  readonly toolkit: FakeAiToolkit;
  readonly scanner: TableScanner;
  readonly configs: ConfigStore;
  /** The outputs. */
  readonly folder: string;
  readonly client: ToolClient;
  close(): Promise<void>;
}

const NOW = new Date('2026-10-02T08:30:15.250Z');

/** openRunRoom is a client of the tools that look at runs, with a backend and folders of its own. */
export async function openRunRoom(): Promise<RunRoom> {
  const around = await realpath(await mkdtemp(join(tmpdir(), 'switchyard-runs-')));
  const [folder, configFolder] = [join(around, 'outputs'), join(around, 'configs')];
  await Promise.all([mkdir(folder), mkdir(configFolder)]);
  const toolkit = await startFakeAiToolkit();
  const { backend } = aiToolkit({ url: toolkit.url, timeoutMs: 5_000 });
  const scanner = new TableScanner();
  const configs = new ConfigStore(new Root('the configs', configFolder));
  const places = { outputs: new Root('the outputs', folder) };
  const tools = runTools({ backend, scanner, configs, places, now: () => NOW });
  const client = await connectTools({ name: 'runs', instructions: '', tools });
  const close = async () => {
    await client.close();
    await toolkit.close();
    await rm(around, { recursive: true });
  };
  return { toolkit, scanner, configs, folder, client, close };
}
