export * from './alert.js';
export * from './dataset-analysis.js';
export * from './log-analyses.js';
export * from './run-report.js';
export * from './statistics.js';
