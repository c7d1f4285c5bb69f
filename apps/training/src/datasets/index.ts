export type * from './dataset-scanner.js';
export * from './dataset-library.js';
export * from './dataset-tools.js';
