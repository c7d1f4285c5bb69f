export * from './rounded.js';
export * from './statistics-of.js';
