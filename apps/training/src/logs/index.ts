export * from './analyze-run.js';
export * from './analyze-text.js';
export { LogTail } from './log-tail.js';
export * from './stage.js';
export { topTerms } from './top-terms.js';
