export * from './bridge.js';
export * from './bridge-errors.js';
export * from './bridge.controller.js';
export * from './door.js';
export * from './guard-routes.js';
export * from './tool-caller.js';
