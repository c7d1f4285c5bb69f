export * from './address-guard.js';
export * from './cancellation.js';
export * from './clock.js';
export * from './domain-error.js';
export * from './json.js';
export * from './name-pattern.js';
export * from './request-id.js';
