import type { Tool } from '@app/tool-server';
import { downloadModelTool } from './download-model-tool.js';
import { exportModelTool } from './export-model-tool.js';
import { listComfyuiModelsTool } from './list-comfyui-models-tool.js';
import { listExportedModelsTool } from './list-exported-models-tool.js';
import type { ModelParts } from './model-parts.js';

export function modelTools(parts: ModelParts): readonly Tool[] {
  return [
    listComfyuiModelsTool(parts.places.models),
    exportModelTool(parts.backend),
    listExportedModelsTool(parts),
    downloadModelTool(parts),
  ];
}
