import type { JobConfig } from '../backend/index.js';
import { fieldsOf, numberOf } from '../configs/index.js';

/** stepsOf is how many steps a configuration trains for. */
export function stepsOf(config: JobConfig | undefined): number | undefined {
  const steps = config === undefined ? undefined : numberOf(fieldsOf(config).train['steps']);
  return steps !== undefined && steps >= 1 ? Math.trunc(steps) : undefined;
}
