export * from './ended.js';
export * from './job-status.js';
export * from './job-tools.js';
export * from './start-job.js';
export * from './stop-job.js';
export * from './steps-of.js';
export * from './system-snapshot.js';
export * from './timer.js';
