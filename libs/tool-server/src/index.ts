export * from './json-http.js';
export * from './progress.js';
export * from './run-tools.js';
export * from './tool.js';
