/** LogMark is by what the lines of one service are known among others: a shape and a colour beside its name. */
export interface LogMark {
  readonly name: string;
  readonly symbol: string;
  /** The name of a class of the log's style. */
  readonly look: string;
}

const SYMBOLS = ['●', '■', '▲', '◆', '✚', '★', '○', '□', '△', '◇', '✱'];
/** Red is for failures alone. */
const LOOKS = ['hueA', 'hueB', 'hueC', 'hueD'];

/**
 * marksOf gives each service a mark of its own, by its place among all that are known: it stays the same, whichever of
 * them are followed. A name is told with its node where two nodes have it.
 */
export function marksOf(known: readonly string[]): ReadonlyMap<string, LogMark> {
  const refs = [...new Set(known)].toSorted();
  const names = Map.groupBy(refs, nameIn);
  return new Map(
    refs.map((ref, index) => [
      ref,
      {
        name: (names.get(nameIn(ref))?.length ?? 0) > 1 ? ref : nameIn(ref),
        symbol: SYMBOLS[index % SYMBOLS.length] ?? '',
        look: LOOKS[index % LOOKS.length] ?? '',
      },
    ]),
  );
}

function nameIn(ref: string): string {
  return ref.split('/').at(-1) ?? ref;
}
