export * from './command-line.js';
export * from './settings.js';
