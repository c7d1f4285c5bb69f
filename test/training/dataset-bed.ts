import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DomainError } from '@app/kernel';
import { aiToolkit } from '../../apps/training/src/backend/index.js';
import { DatasetLibrary, datasetTools } from '../../apps/training/src/datasets/index.js';
import { Root } from '../../apps/training/src/places/index.js';
import { connectTools, type ToolClient } from '../mcp/tool-client.js';
import { startFakeAiToolkit, type FakeAiToolkit } from './fake-ai-toolkit/fake-ai-toolkit.js';

/** DatasetBed is data sets on this machine, a training backend, and a client of the tools for data sets. */
export interface DatasetBed {
  /** A folder of its own, in which nothing is but `datasets`. */
  readonly around: string;
  /** The folder of all data sets; `cats` is in it, without a file. */
  readonly folder: string;
  readonly toolkit: FakeAiToolkit;
  readonly library: DatasetLibrary;
  readonly client: ToolClient;
  /** Of a server on which the data sets are not mounted. */
  readonly remoteLibrary: DatasetLibrary;
  readonly remote: ToolClient;
  close(): Promise<void>;
}

export async function openDatasetBed(): Promise<DatasetBed> {
  const around = await realpath(await mkdtemp(join(tmpdir(), 'switchyard-datasets-')));
  const folder = join(around, 'datasets');
  await mkdir(join(folder, 'cats'), { recursive: true });
  const toolkit = await startFakeAiToolkit({ datasetsFolder: '/toolkit/datasets' });
  const library = libraryAt(folder, toolkit);
  const remoteLibrary = libraryAt(join(around, 'away'), toolkit);
  const [client, remote] = await Promise.all([connect(library), connect(remoteLibrary)]);
  const close = async () => {
    await Promise.all([client.close(), remote.close(), toolkit.close()]);
    await rm(around, { recursive: true });
  };
  return { around, folder, toolkit, library, client, remoteLibrary, remote, close };
}

function libraryAt(folder: string, { url }: FakeAiToolkit): DatasetLibrary {
  return new DatasetLibrary({
    root: new Root('the data sets', folder),
    ...aiToolkit({ url, timeoutMs: 5_000 }),
  });
}

function connect(library: DatasetLibrary): Promise<ToolClient> {
  const now = () => new Date('2026-11-21T10:00:00.000Z');
  const tools = datasetTools({ library, datasetPathOf, now });
  return connectTools({ name: 'training', instructions: 'Improve data sets.', tools });
}

async function datasetPathOf(config: string): Promise<string | null> {
  if (config === 'cats-config') return '/toolkit/datasets/cats';
  if (config === 'bare-config') return null;
  throw new DomainError('config_not_found', 'there is no such configuration', { param: 'config_name' });
}
