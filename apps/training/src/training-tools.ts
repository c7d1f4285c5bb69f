import { mkdir } from 'node:fs/promises';
import { sayToOperators, type Report, type Tool } from '@app/tool-server';
import { configTools, datasetPathOf } from './configs/index.js';
import { datasetTools } from './datasets/index.js';
import { jobTools, takeSystemSnapshot } from './jobs/index.js';
import { modelTools } from './models/index.js';
import { planTools } from './plans/index.js';
import { routingTools } from './routing/index.js';
import { observeAlerts, runTools } from './runs/index.js';
import type { Settings } from './settings/index.js';
import { makeParts, type TrainingParts } from './training-parts.js';
import type { Training } from './training.js';
import { watchTools } from './watches/index.js';

export interface TrainingOptions {
  /** How long a caller waits for a guarded run before that goes on by itself; as long as it takes when undefined. */
  readonly callWaitSeconds?: number;
  /** Hears what is for operators; standard error unless told. */
  readonly report?: Report;
}

const INSTRUCTIONS =
  'Train image models with AI Toolkit: validate-training-config, recommend-training-plan, then ' +
  'run-training-with-guardrails. get-training-observability tells everything about a run in one call; evaluate-lora, ' +
  'compare-training-runs and suggest-next-experiment say how good it is and what to try next.';

/** openTraining makes the tools that the settings ask for, and takes up the watches that an earlier server left. */
export async function openTraining(settings: Settings, options: TrainingOptions): Promise<Training> {
  const { places, watches, training } = assemble(settings, options);
  await mkdir(places.state.folder, { recursive: true, mode: 0o700 });
  await watches.open();
  return training;
}

/** assembleTraining is openTraining that opens nothing: for those who only look at the tools. */
export function assembleTraining(settings: Settings, options: TrainingOptions): Training {
  return assemble(settings, options).training;
}

function assemble(settings: Settings, { callWaitSeconds, report = sayToOperators }: TrainingOptions) {
  const parts = makeParts(settings, report);
  const { backend, places, watches } = parts;
  const training: Training = {
    set: {
      name: 'ai-toolkit-mcp',
      instructions: INSTRUCTIONS,
      tools: toolsOf(parts, settings, callWaitSeconds),
    },
    dependencies: [{ name: 'ai-toolkit', check: (signal) => backend.probe(signal) }],
    close: () => watches.close(),
  };
  return { places, watches, training };
}

function toolsOf(
  parts: TrainingParts,
  settings: Settings,
  callWaitSeconds: number | undefined,
): readonly Tool[] {
  const { backend, configs, validator, timer } = parts;
  return [
    ...configTools(parts),
    ...planTools({ ...parts, systemSnapshot: (signal) => takeSystemSnapshot(backend, signal) }),
    ...watchTools({
      ...parts,
      callWaitSeconds,
      validate: (name, options, signal) => validator.saved(name, options, signal),
    }),
    ...runTools(parts),
    ...routingTools({
      ...parts,
      observe: observeAlerts(parts),
      webhooks: {
        allowed: settings.TRAINING_WEBHOOK_ALLOW,
        privateHosts: settings.TRAINING_WEBHOOK_PRIVATE_HOSTS,
      },
      wait: (ms, signal) => timer.after(ms, signal),
    }),
    ...datasetTools({
      ...parts,
      datasetPathOf: async (name) => datasetPathOf((await configs.read(name)).config) ?? null,
    }),
    ...modelTools({ ...parts, inlineLimit: settings.TRAINING_DOWNLOAD_MAX_BYTES }),
    ...jobTools(parts),
  ];
}
