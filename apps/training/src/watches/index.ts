export * from './guard/guard-options.js';
export * from './guard/guardrail.js';
export * from './run/index.js';
export * from './watch-tools.js';
