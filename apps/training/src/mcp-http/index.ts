export * from './abort-signal.js';
export * from './mcp-door.js';
export * from './mcp.controller.js';
