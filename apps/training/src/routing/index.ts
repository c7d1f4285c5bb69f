export type * from './routing-parts.js';
export { routingTools } from './routing-tools.js';
