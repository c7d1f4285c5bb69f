export * from './bottlenecks.js';
export * from './intelligence.js';
export * from './intelligence-of.js';
export * from './thresholds.js';
