export { MODEL_EXTENSIONS } from './model-files.js';
export type * from './model-parts.js';
export { modelTools } from './model-tools.js';
export * from './resolve-model.js';
