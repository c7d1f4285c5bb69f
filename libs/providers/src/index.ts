export * from './create-provider.js';
export * from './library.js';
export type { LoadTimes } from './model-loads.js';
export * from './provider-error.js';
export * from './provider-settings.js';
export * from './provider.js';
export { sseData, sseFrame } from './wire/sse-event.js';
export { SseFramer } from './wire/sse-framer.js';
