import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSettings } from '../../apps/training/src/settings/index.ts';
import { createTraining } from '../../apps/training/src/training-app.ts';

export interface TrainingFolders {
  readonly directory: string;
  /** What the training server has to be told of them. */
  readonly env: Readonly<Record<string, string>>;
}

/** makeTrainingFolders makes all folders of a training server, empty, in a directory of its own. */
export async function makeTrainingFolders(): Promise<TrainingFolders> {
  const directory = await mkdtemp(join(tmpdir(), 'switchyard-training-'));
  const place = (name: string) => join(directory, name);
  for (const name of ['datasets', 'outputs', 'configs', 'models', 'data']) await mkdir(place(name));
  const env = {
    AI_TOOLKIT_DATASETS_DIR: place('datasets'),
    AI_TOOLKIT_OUTPUTS_DIR: place('outputs'),
    AI_TOOLKIT_CONFIGS_DIR: place('configs'),
    COMFYUI_MODEL_ROOTS: place('models'),
    DATA_DIR: place('data'),
  };
  return { directory, env };
}

export interface RunningTraining {
  readonly url: string;
  close(): Promise<void>;
}

/** startTraining runs the training server over HTTP in this process, on a free port of loopback. */
export async function startTraining(env: Readonly<Record<string, string>>): Promise<RunningTraining> {
  const { app } = await createTraining(readSettings({ LOG_LEVEL: 'silent', ...env }));
  await app.listen(0, '127.0.0.1');
  const url = (await app.getUrl()).replace('[::1]', '127.0.0.1');
  return {
    url,
    close: async () => {
      const closed = app.close();
      app.getHttpServer().closeAllConnections();
      await closed;
    },
  };
}

/** removeFolders removes what makeTrainingFolders made. */
export function removeFolders({ directory }: TrainingFolders): Promise<void> {
  return rm(directory, { recursive: true, force: true });
}
