import { DomainError } from '@app/kernel';
import type { CollectionSpec } from '../store/vector-store.js';

/** Below that, squares vanish in the four bytes that a number is kept in. */
const SHORTEST = 1e-15;

/** checkVector refuses what the collection cannot hold; `param` is where the vector stands in the arguments. */
export function checkVector(
  vector: readonly number[],
  { name, dimensions, distance }: CollectionSpec,
  param: string,
): void {
  if (vector.length !== dimensions) {
    const message = `got ${vector.length} numbers, wanted ${dimensions}, as many as the vectors of "${name}" have`;
    throw new DomainError('dimensions_differ', message, { param });
  }
  if (distance === 'cosine' && Math.hypot(...vector) < SHORTEST) {
    const message = `is all zeros, which has no direction; "${name}" compares directions`;
    throw new DomainError('invalid_vector', message, { param });
  }
}

/**
 * checkModel refuses vectors of another model than the collection's: their numbers mean something else, and a search
 * would find nonsense without a sign of it.
 */
export function checkModel({ name, model }: CollectionSpec, given: string | undefined, param: string): void {
  if (model === (given ?? null)) return;
  const holds = model === null ? 'vectors of no model that was named' : `vectors of ${model}`;
  const got = given === undefined ? 'vectors without a model' : `some of ${given}`;
  const hint = given === undefined ? '; say with "model" that yours are of that' : '';
  throw new DomainError('models_differ', `"${name}" holds ${holds}, and these are ${got}${hint}`, { param });
}
