import { isJsonObject } from '@app/kernel';
import type { JobConfig } from '../../backend/index.js';
import { fieldsOf, type ConfigFields } from '../config-fields.js';
import { variableIn } from '../variables.js';
import type { FindingList } from './finding-list.js';

const SILENT_TYPE = 'sd_trainer';

/** Whether the config has the shape that everything else is looked for in; says so when it has not. */
export function hasShape(config: JobConfig | undefined, found: FindingList): config is JobConfig {
  if (config === undefined) found.add('INVALID_CONFIG_TYPE');
  else if (!isJsonObject(config['config'])) found.add('INVALID_CONFIG_ROOT', 'config', config['config']);
  else if (fieldsOf(config).process === undefined) found.add('MISSING_PROCESS', 'config.process');
  else return true;
  return false;
}

/** What the backend would do with the config without a word. */
export function checkHabits(config: JobConfig, fields: ConfigFields, found: FindingList): void {
  const variable = variableIn(config);
  if (variable !== undefined) found.add('VARIABLE_IN_CONFIG', variable);
  if (fields.process?.['type'] === SILENT_TYPE)
    found.add('PROCESS_TYPE_SILENT', 'config.process[0].type', SILENT_TYPE);
  if (fields.logging['use_ui_logger'] !== true)
    found.add('LOSS_NOT_LOGGED', 'config.process[0].logging.use_ui_logger', fields.logging['use_ui_logger']);
  checkPrompts(fields, found);
}

function checkPrompts({ prompts, triggerWord }: ConfigFields, found: FindingList): void {
  if (triggerWord === undefined) return;
  const word = triggerWord.toLowerCase();
  const without = prompts.filter(
    (prompt) => !prompt.includes('[trigger]') && !prompt.toLowerCase().includes(word),
  );
  if (without.length > 0) found.add('PROMPTS_MISSING_TRIGGER', 'config.process[0].sample', without.length);
}
