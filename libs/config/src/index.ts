export * from './config-error.js';
export * from './environment.js';
export * from './replace-file.js';
export * from './watched-file.js';
export * from './yaml-file.js';
