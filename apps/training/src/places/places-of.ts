import { join, resolve } from 'node:path';
import type { Places } from './places.js';
import { Root } from './root.js';

export interface PlaceSettings {
  readonly AI_TOOLKIT_DATASETS_DIR: string;
  readonly AI_TOOLKIT_OUTPUTS_DIR: string;
  readonly AI_TOOLKIT_CONFIGS_DIR: string;
  readonly COMFYUI_MODEL_ROOTS: readonly string[];
  readonly DATA_DIR: string;
}

/** The state is nobody else's business; the other folders are read by the trainer and by people. */
const OWN = 0o700;

/** placesOf makes the roots that the settings name; whether they are there is asked when they are used. */
export function placesOf(settings: PlaceSettings): Places {
  return {
    datasets: new Root('the data sets', resolve(settings.AI_TOOLKIT_DATASETS_DIR)),
    outputs: new Root('the outputs', resolve(settings.AI_TOOLKIT_OUTPUTS_DIR)),
    configs: new Root('the configurations', resolve(settings.AI_TOOLKIT_CONFIGS_DIR)),
    models: settings.COMFYUI_MODEL_ROOTS.map((folder) => new Root('the models', resolve(folder))),
    state: new Root('the state', resolve(join(settings.DATA_DIR, 'training')), OWN),
  };
}
