export * from './collect/collect-run.js';
export * from './collect/observe-alerts.js';
export * from './collect/run-config.js';
export * from './collect/run-dataset.js';
export type * from './run-parts.js';
export * from './run-tools.js';
