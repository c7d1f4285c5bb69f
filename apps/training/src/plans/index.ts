export type * from './plan-basis.js';
export type * from './plan-parts.js';
export * from './plan-tools.js';
export * from './recommend-plan.js';
export * from './training-plan.js';
