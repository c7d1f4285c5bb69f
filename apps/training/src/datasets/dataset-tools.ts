import type { Tool } from '@app/tool-server';
import { autoImproveDatasetTool, type AutoImproveParts } from './improve/auto-improve-dataset-tool.js';
import { listDatasetsTool } from './list/list-datasets-tool.js';
import { uploadDatasetTool } from './upload/upload-dataset-tool.js';

export type DatasetToolParts = AutoImproveParts;

export function datasetTools(parts: DatasetToolParts): readonly Tool[] {
  return [listDatasetsTool(parts.library), uploadDatasetTool(parts.library), autoImproveDatasetTool(parts)];
}
