import type { JobConfig } from '../../backend/index.js';
import type { Draft } from './draft-arguments.js';
import { presetOf, type ModelPreset } from './model-presets.js';

export interface DraftPlaces {
  readonly name: string;
  /** What the model's name came down to. */
  readonly model: string;
  /** As the backend sees them. */
  readonly datasetFolder: string;
  readonly trainingFolder: string;
}

const SAVES = { rarest: 250, perRun: 10, kept: 4 } as const;
const WANDB_PROJECT = 'ai-toolkit';

/** draftConfig writes out what the backend needs to train a LoRA; its fields are the backend's. */
export function draftConfig(draft: Draft, places: DraftPlaces, at: Date): JobConfig {
  return {
    job: 'extension',
    config: { name: places.name, process: [processOf(draft, places)] },
    meta: { name: '[name]', version: '1.0' },
    training_metadata: {
      model_name: draft.model_name,
      resolved_model_name: places.model,
      dataset_path: places.datasetFolder,
      trigger_word: draft.trigger_word ?? null,
      resolution: draft.resolution,
      batch_size: draft.batch_size,
      steps: draft.steps,
      rank: draft.rank,
      alpha: draft.alpha,
      learning_rate: draft.learning_rate,
      test_prompts: draft.test_prompts ?? [],
      created_at: at.toISOString(),
    },
  };
}

/** Only this type of process tells the backend how it goes on, and only with the logger on is a loss kept. */
function processOf(draft: Draft, { name, model, datasetFolder, trainingFolder }: DraftPlaces): object {
  const preset = presetOf(model, draft.arch);
  const every = Math.max(SAVES.rarest, Math.floor(draft.steps / SAVES.perRun));
  return {
    type: 'diffusion_trainer',
    training_folder: trainingFolder,
    device: 'cuda',
    trigger_word: draft.trigger_word ?? null,
    performance_log_every: 10,
    network: networkOf(draft),
    save: { dtype: 'bf16', save_every: every, max_step_saves_to_keep: SAVES.kept, save_format: 'diffusers' },
    datasets: [
      {
        folder_path: datasetFolder,
        caption_ext: 'txt',
        caption_dropout_rate: 0.05,
        resolution: [draft.resolution],
      },
    ],
    train: trainOf(draft, preset),
    logging: {
      log_every: 1,
      use_ui_logger: true,
      use_wandb: draft.use_wandb,
      project_name: WANDB_PROJECT,
      run_name: name,
    },
    model: {
      name_or_path: model,
      arch: preset.arch,
      quantize: true,
      quantize_te: true,
      low_vram: draft.low_vram,
    },
    sample: sampleOf(draft, preset, every),
  };
}

function networkOf({ rank, alpha }: Draft): object {
  return {
    type: 'lora',
    linear: rank,
    linear_alpha: alpha,
    conv: Math.max(1, Math.floor(rank / 2)),
    conv_alpha: Math.max(1, Math.floor(alpha / 2)),
    lokr_full_rank: true,
    lokr_factor: -1,
  };
}

function trainOf(draft: Draft, { noiseScheduler, timesteps }: ModelPreset): object {
  return {
    batch_size: draft.batch_size,
    steps: draft.steps,
    gradient_accumulation: 1,
    train_unet: true,
    train_text_encoder: false,
    gradient_checkpointing: true,
    noise_scheduler: noiseScheduler,
    timestep_type: timesteps,
    optimizer: 'adamw8bit',
    optimizer_params: { weight_decay: 0.0001 },
    lr: draft.learning_rate,
    ema_config: { use_ema: false },
    disable_sampling: draft.disable_sampling || promptsOf(draft).length === 0,
    dtype: 'bf16',
  };
}

function sampleOf(draft: Draft, preset: ModelPreset, every: number): object {
  const size = preset.sampleSize ?? draft.resolution;
  return {
    sampler: preset.noiseScheduler,
    sample_every: every,
    width: size,
    height: size,
    prompts: promptsOf(draft),
    neg: '',
    seed: 42,
    walk_seed: true,
    guidance_scale: preset.guidance,
    sample_steps: preset.sampleSteps,
  };
}

function promptsOf({ test_prompts: prompts = [], trigger_word: trigger }: Draft): readonly string[] {
  return prompts.length > 0 || !trigger ? prompts : [trigger];
}
