import type { ServiceList } from '../../api/ops-views.js';

/** As many as ops follows in one stream. */
export const MOST_LOGS = 16;

/** refsOf are the services that can be followed, as `node/service`. */
export function refsOf({ services, lost }: ServiceList): string[] {
  const all = [...services, ...lost.flatMap(({ services: last }) => last)];
  return all.map(({ node, name }) => `${node}/${name}`).toSorted();
}

/**
 * chosenOf is what is followed: what the URL names as far as it is known, or all of a node, or all, as many as can be.
 * `none` is a choice as well.
 */
export function chosenOf(of: string, node: string, known: readonly string[]): readonly string[] {
  const wanted = new Set(of.split(','));
  const isWanted = (ref: string) => (of === '' ? node === '' || ref.startsWith(`${node}/`) : wanted.has(ref));
  return known.filter(isWanted).slice(0, MOST_LOGS);
}

/** byNode groups what is known for the chooser. */
export function byNode(
  known: readonly string[],
): readonly (readonly [node: string, refs: readonly string[]])[] {
  return [...Map.groupBy(known, (ref) => ref.split('/')[0] ?? '')];
}
