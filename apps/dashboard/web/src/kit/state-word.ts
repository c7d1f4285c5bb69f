/** The six states of anything. Each has a word, a shape and a colour, so that none of them is needed. */
export type StateKind = 'ok' | 'working' | 'attention' | 'failed' | 'off' | 'unknown';

/** StateWord is how something stands: one of the six states, in a word of its own. */
export interface StateWord {
  readonly kind: StateKind;
  readonly word: string;
}

/** stateWords reads a table of words by the name that an API has for a state; one that is not in it is shown as it came. */
export function stateWords(
  table: Readonly<Record<string, readonly [kind: StateKind, word: string]>>,
): (name: string) => StateWord {
  return (name) => {
    const [kind, word] = (Object.hasOwn(table, name) ? table[name] : undefined) ?? ['unknown', name];
    return { kind, word };
  };
}
