export type * from './backend.js';
export type * from './job.js';
export type * from './media.js';
export * from './ai-toolkit.js';
export * from './seats.js';
export * from './run-news.js';
