export * from './access-guard.js';
export * from './access-policy.js';
export * from './api-key.js';
export * from './caller.js';
export * from './client.js';
export * from './client-registry.js';
export * from './clients-file.js';
