/** Everything that is said of a config: how grave it is, what it is, and what to do about it. */
export const FINDINGS = {
  INVALID_CONFIG_TYPE: [
    'error',
    'The config is no object, and no text of one',
    'Give an object, or YAML or JSON of one.',
  ],
  INVALID_CONFIG_ROOT: [
    'error',
    'There is no object "config" at the top',
    'Put name and process under "config".',
  ],
  MISSING_PROCESS: ['error', 'There is no process to run', 'Add one process under config.process.'],
  MISSING_MODEL_NAME: ['error', 'No model is named', 'Set model.name_or_path.'],
  MISSING_DATASET_PATH: ['error', 'No data set is named', 'Set folder_path of the data set.'],
  MISSING_BATCH_SIZE: ['error', 'There is no batch size', 'Set train.batch_size; 1 suits most cards.'],
  INVALID_BATCH_SIZE: [
    'error',
    'The batch size is not a whole number of 1 or more',
    'Set train.batch_size to 1 or more.',
  ],
  MISSING_STEPS: [
    'error',
    'There is no number of steps',
    'Set train.steps; 1000 to 3000 suit most data sets.',
  ],
  INVALID_STEPS: ['error', 'The steps are not a whole number of 1 or more', 'Set train.steps to 1 or more.'],
  MISSING_LEARNING_RATE: ['error', 'There is no learning rate', 'Set train.lr; 0.0001 is a good start.'],
  INVALID_LEARNING_RATE: [
    'error',
    'The learning rate is not a number above 0',
    'Set train.lr to a number such as 0.0001.',
  ],
  MISSING_RANK: ['error', 'There is no rank', 'Set network.linear; 16 or 32 suit most cases.'],
  INVALID_RANK: ['error', 'The rank is not a whole number of 1 or more', 'Set network.linear to 1 or more.'],
  INVALID_ALPHA: ['error', 'Alpha is not a number above 0', 'Set network.linear_alpha, best to the rank.'],
  INVALID_RESOLUTION: [
    'error',
    'A resolution is not a whole number of 1 or more',
    'Give resolutions in pixels, such as 768.',
  ],
  MODEL_ARCH_MISMATCH: [
    'error',
    'The model is of the Flux family and its arch is another',
    'Set model.arch to flux, flex1 or flex2.',
  ],
  FLUX_MODEL_FILE_NOT_ALLOWED: [
    'error',
    'A Flux model cannot be trained from a single checkpoint file',
    'Name a model of the hub or a folder in the layout of Diffusers.',
  ],
  FLUX_MODEL_DIR_INVALID: [
    'error',
    'The folder of the Flux model holds neither model_index.json nor transformer/config.json',
    'Name a folder in the layout of Diffusers.',
  ],
  DATASET_PATH_NOT_FOUND: ['error', 'The data set is not there', 'Upload the data set, or mend folder_path.'],
  DATASET_PATH_NOT_DIRECTORY: [
    'error',
    'The data set is not a folder',
    'Name the folder that holds the images.',
  ],
  DATASET_EMPTY: ['error', 'The data set holds no images', 'Add images to the data set.'],
  DATASET_CORRUPT_IMAGES: [
    'error',
    'Some images cannot be read',
    'Run auto-improve-dataset, or remove those images.',
  ],
  TRAINING_FOLDER_MISMATCH: [
    'error',
    'The backend looks for logs and models in another folder than the one it would train into',
    'Make the config again while the backend can be asked, or set training_folder to its TRAINING_FOLDER.',
  ],
  DATASET_PATH_MISMATCH: [
    'error',
    'The data set is named as this machine calls it, and the backend calls its data sets otherwise',
    'Make the config again while the backend can be asked, or name the folder as the backend does.',
  ],
  VARIABLE_IN_CONFIG: [
    'error',
    'The config holds "${", which the backend replaces from its environment or fails on',
    'Write the value itself, without "${".',
  ],
  BATCH_SIZE_HIGH: [
    'warning',
    'The batch size is high and may not fit into memory',
    'Set train.batch_size to 8 or less.',
  ],
  STEPS_LOW: ['warning', 'So few steps teach a model little', 'Set train.steps to 100 or more.'],
  STEPS_HIGH: ['warning', 'So many steps are rarely of use', 'Set train.steps to 20000 or less.'],
  LEARNING_RATE_OUT_OF_RANGE: [
    'warning',
    'The learning rate is far from what works',
    'Set train.lr between 0.000001 and 0.01.',
  ],
  LEARNING_RATE_HIGH: [
    'warning',
    'The learning rate is high and may not converge',
    'Set train.lr to 0.001 or less.',
  ],
  RANK_HIGH: [
    'warning',
    'The rank is high: large files, and slow training',
    'Set network.linear to 256 or less.',
  ],
  ALPHA_HIGH_VS_RANK: [
    'warning',
    'Alpha is more than twice the rank',
    'Set network.linear_alpha to the rank.',
  ],
  RESOLUTION_LOW: ['warning', 'A resolution is low', 'Train at 256 pixels or more.'],
  RESOLUTION_HIGH: [
    'warning',
    'A resolution is high and may not fit into memory',
    'Train at 2048 pixels or less.',
  ],
  FLUX_RESOLUTION_LOW: [
    'warning',
    'The resolution is low for the Flux family',
    'Train Flux at 768 pixels or more.',
  ],
  MODEL_ARCH_UNEXPECTED: [
    'warning',
    'The arch is of the Flux family and the name of the model does not say so',
    'Make sure that model.arch is that of the model.',
  ],
  MODEL_PATH_UNRESOLVED: [
    'warning',
    'The model was found in none of the model folders of this machine',
    'Make sure that the backend finds it, or see list-comfyui-models.',
  ],
  DATASET_NOT_CHECKED: [
    'warning',
    'The backend could not be asked for the data set, so that nobody looked at it',
    'Validate again when the backend answers.',
  ],
  DATASET_LOW_CAPTION_COVERAGE: [
    'warning',
    'Many images have no caption',
    'Write captions, or run auto-improve-dataset with fill_missing_captions.',
  ],
  DATASET_DUPLICATES_DETECTED: [
    'warning',
    'Some images seem to be there more than once',
    'Run auto-improve-dataset with quarantine_duplicates.',
  ],
  LOW_VRAM_DISABLED_FOR_FLUX: [
    'warning',
    'Flux without low_vram needs a card of much memory',
    'Set model.low_vram to true on cards of less than 24 GB.',
  ],
  PROMPTS_MISSING_TRIGGER: [
    'warning',
    'Some sample prompts do not hold the trigger word',
    'Put the trigger word or [trigger] into the sample prompts.',
  ],
  PROCESS_TYPE_SILENT: [
    'warning',
    'A process of this type does not tell the backend how it goes on',
    'Set the type of the process to diffusion_trainer.',
  ],
  LOSS_NOT_LOGGED: [
    'warning',
    'The backend keeps no loss of this run',
    'Set logging.use_ui_logger to true and logging.log_every to 1.',
  ],
} as const satisfies Record<string, readonly ['error' | 'warning', message: string, fix: string]>;

export type FindingCode = keyof typeof FINDINGS;

export const LIMITS = {
  resolution: { min: 256, max: 2_048, fluxMin: 768 },
  batchSize: { max: 8 },
  steps: { min: 100, max: 20_000 },
  learningRate: { min: 1e-6, max: 1e-2, high: 1e-3 },
  rank: { max: 256, mostAlphaPerRank: 2 },
  captionCoveragePct: { min: 80 },
} as const;
