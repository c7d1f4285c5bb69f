export * from './create-provider.js';
export * from './provider-error.js';
export * from './provider-settings.js';
export * from './provider.js';
export { sseFrame } from './wire/sse-event.js';
