export * from './next-experiment.js';
export * from './experiment-shape.js';
