import type { Tool } from '@app/tool-server';
import { ConfigStore } from './config-store.js';
import type { ConfigParts } from './parts.js';
import { createTrainingConfigTool } from './tools/create-training-config.js';
import { getConfigTool } from './tools/get-config.js';
import { getTrainingInfoTool } from './tools/get-training-info.js';
import { listConfigsTool } from './tools/list-configs.js';
import { validateTrainingConfigTool } from './tools/validate-training-config.js';

export function configTools(parts: ConfigParts): readonly Tool[] {
  const store = new ConfigStore(parts.places.configs);
  return [
    createTrainingConfigTool(parts),
    validateTrainingConfigTool(parts),
    listConfigsTool(store),
    getConfigTool(store),
    getTrainingInfoTool(store),
  ];
}
