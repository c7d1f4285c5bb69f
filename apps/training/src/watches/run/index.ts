export * from './watch.js';
export * from './watch-limits.js';
export * from './watch-record.js';
export * from './watch-store.js';
export * from './watches.js';
