import { beforeActing } from '../changes/before-acting.js';
import type { ChangeWork } from '../changes/change-work.js';
import { ComposeWords } from '../changes/compose-words.js';
import { LayerProgress } from './layer-progress.js';

/** Progress tells how much of one pull is done, from 0 to 1. */
export type Progress = (part: number) => Promise<void>;

export interface WantedPull {
  readonly service: string;
  readonly reference: string;
}

/**
 * pullImage fetches an image: on the local node by Compose, which knows the credentials of registries, on a remote one
 * by the engine itself. Cut off by the signal, it throws `node_outcome_unknown`.
 */
export async function pullImage(
  work: Pick<ChangeWork, 'engine' | 'project' | 'context'>,
  { service, reference }: WantedPull,
  files: readonly string[],
  progress: Progress,
): Promise<void> {
  await progress(0);
  await beforeActing(work.context);
  if (work.engine.node.engine.kind === 'local') await byCompose(work, service, files);
  else await byEngine(work, reference, progress);
  await progress(1);
}

async function byCompose(
  { project, context }: Pick<ChangeWork, 'project' | 'context'>,
  service: string,
  files: readonly string[],
): Promise<void> {
  const words = new ComposeWords(context);
  try {
    await project.cli.pull([service], { files, signal: context.signal, onLine: words.onLine });
  } finally {
    await words.end();
  }
}

async function byEngine(
  { engine, context }: Pick<ChangeWork, 'engine' | 'context'>,
  reference: string,
  progress: Progress,
): Promise<void> {
  const layers = new LayerProgress();
  for await (const each of engine.client.pullImage(reference, context.signal)) {
    const part = layers.see(each);
    if (part !== undefined) await progress(part);
  }
}
