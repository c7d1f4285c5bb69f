export * from './guard/guard-options.js';
export * from './guard/guardrail.js';
export * from './run/index.js';
export type { ValidateConfig } from './tools/guarded-run.js';
export * from './watch-tools.js';
