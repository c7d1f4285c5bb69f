export * from './create-provider.js';
export * from './provider-error.js';
export * from './provider-settings.js';
export * from './provider.js';
export { SSE_DONE, sseFrame } from './wire/sse-event.js';
