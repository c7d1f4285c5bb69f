export { DOWNLOADS_AT_ONCE, isWholeDownload } from './download-model-tool.js';
export { MODEL_EXTENSIONS } from './model-files.js';
export type * from './model-parts.js';
export { modelTools } from './model-tools.js';
export * from './resolve-model.js';
