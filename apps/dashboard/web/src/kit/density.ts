import { storedChoice, useChoice } from '../time/stored-choice.js';

/** How high the rows of tables are for a pointer; a finger has its own height. */
const density = storedChoice('rows', ['cosy', 'close']);

function apply(): void {
  document.documentElement.dataset['rows'] = density.get();
}
apply();

export function useDensity(): 'cosy' | 'close' {
  return useChoice(density);
}

/** nextDensity puts rows closer together, or further apart again. */
export function nextDensity(): void {
  density.set(density.get() === 'cosy' ? 'close' : 'cosy');
  apply();
}
