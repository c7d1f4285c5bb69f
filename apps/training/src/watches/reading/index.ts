export * from './run-reader.js';
