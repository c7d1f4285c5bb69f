export * from './alerts-of.js';
export * from './overall-health.js';
