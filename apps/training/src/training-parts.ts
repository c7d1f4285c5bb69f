import type { Report } from '@app/tool-server';
import { aiToolkit, type AiToolkit } from './backend/index.js';
import { ConfigStore, ConfigValidator } from './configs/index.js';
import { DatasetLibrary } from './datasets/index.js';
import { JobStarter, systemTimer } from './jobs/index.js';
import { placesOf, type Places } from './places/index.js';
import type { Settings } from './settings/index.js';
import { FileWatchStore, Watches } from './watches/index.js';

/** TrainingParts are the long-lived objects that the tools work with. */
export interface TrainingParts extends AiToolkit {
  readonly places: Places;
  readonly scanner: DatasetLibrary;
  readonly library: DatasetLibrary;
  readonly configs: ConfigStore;
  readonly validator: ConfigValidator;
  readonly starter: JobStarter;
  readonly watches: Watches;
  readonly timer: typeof systemTimer;
  readonly now: () => Date;
}

/** makeParts makes them all; nothing is asked or opened yet. */
export function makeParts(settings: Settings, report: Report): TrainingParts {
  const toolkit = aiToolkit({
    url: settings.AI_TOOLKIT_SERVER_URL,
    token: settings.backendToken,
    timeoutMs: settings.AI_TOOLKIT_TIMEOUT_SECONDS * 1_000,
  });
  const places = placesOf(settings);
  const library = new DatasetLibrary({ ...toolkit, root: places.datasets });
  const configs = new ConfigStore(places.configs);
  const store = new FileWatchStore(places.state, report);
  return {
    ...toolkit,
    places,
    library,
    scanner: library,
    configs,
    validator: new ConfigValidator({ ...toolkit, places, scanner: library }),
    starter: new JobStarter({ ...toolkit, configs }),
    watches: new Watches({ backend: toolkit.backend, timer: systemTimer, store, report }),
    timer: systemTimer,
    now: () => systemTimer.now(),
  };
}
