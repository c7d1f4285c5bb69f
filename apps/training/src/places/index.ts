export type * from './places.js';
export * from './places-of.js';
export * from './root.js';
