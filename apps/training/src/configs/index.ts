export * from './config-fields.js';
export * from './config-name.js';
export * from './config-store.js';
export * from './config-text.js';
export * from './config-tools.js';
export type * from './parts.js';
export * from './validation/config-validator.js';
export * from './validation/validation-report.js';
export * from './variables.js';
