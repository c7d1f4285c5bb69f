import { readdir, readFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pictureOf } from '../../training/dataset-images.ts';
import { startFakeAiToolkit, type FakeAiToolkit } from '../../training/fake-ai-toolkit/fake-ai-toolkit.ts';
import { configOf } from '../../training/fake-ai-toolkit/fake-job.ts';
import { syntheticRun } from '../../training/synthetic-log.ts';
import { TRAINING_MAIN } from '../training-process.ts';
import { makeTrainingFolders, removeFolders, type TrainingFolders } from '../training-harness.ts';

const SAMPLES = '/toolkit/output/fox_lora/samples';
const STEPS = 400;

/** TrainingBed is AI Toolkit with a job that is done and a config that can be started, for the router's training server. */
export class TrainingBed {
  /** What AI Toolkit wants to be shown. */
  static readonly TOKEN = 'the-token-of-the-backend';
  readonly toolkit: FakeAiToolkit;
  private readonly folders: TrainingFolders;
  /** Of the router: variables of its servers. */
  private readonly variables: string;

  private constructor(toolkit: FakeAiToolkit, folders: TrainingFolders, variables: string) {
    this.toolkit = toolkit;
    this.folders = folders;
    this.variables = variables;
  }

  static async start(routerData: string): Promise<TrainingBed> {
    const [toolkit, folders] = [
      await startFakeAiToolkit({ token: TrainingBed.TOKEN }),
      await makeTrainingFolders(),
    ];
    const bed = new TrainingBed(toolkit, folders, join(routerData, 'mcp/.env'));
    await bed.tellVariables();
    await bed.writeConfig('hare_lora');
    await bed.writeConfig('fox_lora');
    await bed.trainFox();
    return bed;
  }

  /** A second of the backend passes with each thing that it is asked. */
  letTimePass(): void {
    this.toolkit.beforeEach = () => this.toolkit.tick();
  }

  private async tellVariables(): Promise<void> {
    const { DATA_DIR: _own, ...env } = this.folders.env;
    const own = {
      ...env,
      AI_TOOLKIT_SERVER_URL: this.toolkit.url,
      AI_TOOLKIT_AUTH_TOKEN: TrainingBed.TOKEN,
    };
    const lines = Object.entries(own).map(([name, value]) => `${name}=${value}\n`);
    await mkdir(dirname(this.variables), { recursive: true });
    await writeFile(this.variables, lines.join(''), { mode: 0o600 });
  }

  /** killServer ends the training server as a crash does: the one process of its program that this one has started. */
  async killServer(): Promise<void> {
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
    for (const pid of pids) if (await isOurs(pid)) process.kill(Number(pid), 'SIGKILL');
  }

  async close(): Promise<void> {
    await this.toolkit.close();
    await removeFolders(this.folders);
  }

  private async writeConfig(name: string): Promise<void> {
    const place = (...parts: string[]) => join(this.folders.directory, ...parts);
    await mkdir(place('datasets/foxes'), { recursive: true });
    await writeFile(place('datasets/foxes/1.jpg'), await pictureOf({ width: 600, height: 600 }));
    await writeFile(place('datasets/foxes/1.txt'), 'a fox');
    await writeFile(place('configs', `${name}.yaml`), JSON.stringify(configOf(name)));
  }

  private async trainFox(): Promise<void> {
    const fox = this.toolkit.addJob({ name: 'fox_lora', config: configOf('fox_lora', STEPS) });
    this.toolkit.play(fox, syntheticRun({ jobName: 'fox_lora', totalSteps: STEPS }));
    const rates = fox.kept.losses?.['loss/loss']?.map((point) => ({ ...point, value: 1e-4 })) ?? [];
    fox.kept.losses = { ...fox.kept.losses, learning_rate: rates };
    for (const step of [0, 250]) {
      const path = `${SAMPLES}/1790000000${step}__${String(step).padStart(9, '0')}_0.jpg`;
      fox.kept.samples.push(path);
      this.toolkit.outputs.set(path, await pictureOf({ seed: step + 1 }));
    }
    fox.kept.files.push({ path: '/toolkit/output/fox_lora/fox_lora_000000250.safetensors', size: 9 });
  }
}

/** A process that ends meanwhile is none. */
async function isOurs(pid: string): Promise<boolean> {
  const read = (file: string) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
  const [command, status] = await Promise.all([read('cmdline'), read('status')]);
  return command.split('\0').includes(TRAINING_MAIN) && status.includes(`\nPPid:\t${process.pid}\n`);
}
