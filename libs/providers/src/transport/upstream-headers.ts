/**
 * UpstreamHeaders are a response's header fields in the order in which they came: names in lower case, values
 * without the white space around them.
 *
 * They are a flat list, never an object: its keys would be the upstream's choice.
 */
export class UpstreamHeaders {
  /** @param pairs name, value, name, value, … */
  constructor(private readonly pairs: readonly string[]) {}

  /** get returns the first value of a name that is given in lower case. */
  get(name: string): string | undefined {
    const { pairs } = this;
    for (let at = 0; at < pairs.length; at += 2) if (pairs[at] === name) return pairs[at + 1];
    return undefined;
  }

  /** combined returns the values of all lines of a name as one list, as RFC 9110 section 5.3 has it. */
  combined(name: string): string | undefined {
    const { pairs } = this;
    let list: string | undefined;
    for (let at = 0; at < pairs.length; at += 2) {
      if (pairs[at] === name) list = list === undefined ? pairs[at + 1] : `${list}, ${pairs[at + 1]}`;
    }
    return list;
  }

  forEach(visit: (name: string, value: string) => void): void {
    const { pairs } = this;
    for (let at = 0; at < pairs.length; at += 2) visit(pairs[at]!, pairs[at + 1]!);
  }
}
