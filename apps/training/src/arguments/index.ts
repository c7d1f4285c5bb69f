export * from './clamped.js';
export * from './indented.js';
