import { anyMatches, DomainError } from '@app/kernel';

/** More than anybody writes; beyond it the rules are too tangled to be followed. */
const MOST_PATTERNS = 1_024;

/**
 * crossedPatterns returns patterns that match a name exactly when one of `left` and one of `right` do: who may use
 * both. Throws `forbidden` when they would be more than 1,024, as names that cannot be told apart are refused.
 */
export function crossedPatterns(left: readonly string[], right: readonly string[]): string[] {
  const crossed: string[] = [];
  for (const a of left) for (const b of right) addAll(crossed, new Crossing(a, b).patterns());
  return crossed;
}

/** addAll leaves out what another pattern covers: a pattern that matches the text of another matches all that it does. */
function addAll(patterns: string[], more: ReadonlySet<string>): void {
  for (const pattern of more) {
    if (anyMatches(patterns, pattern)) continue;
    patterns.push(pattern);
    refuseTooMany(patterns.length);
  }
}

/** Crossing works out what two patterns have in common, from each pair of places in them once. */
class Crossing {
  private readonly known = new Map<number, ReadonlySet<string>>();
  private readonly a: string;
  private readonly b: string;

  constructor(a: string, b: string) {
    this.a = a.replace(/\*+/g, '*');
    this.b = b.replace(/\*+/g, '*');
  }

  patterns(i = 0, j = 0): ReadonlySet<string> {
    const place = i * (this.b.length + 1) + j;
    const known = this.known.get(place) ?? this.find(i, j);
    this.known.set(place, known);
    return known;
  }

  private find(i: number, j: number): ReadonlySet<string> {
    const [x, y] = [this.a[i], this.b[j]];
    if (x === undefined && y === undefined) return new Set(['']);
    // Of two stars one ends first, and the other takes what it took.
    if (x === '*' && y === '*') return joined('*', this.patterns(i + 1, j), this.patterns(i, j + 1));
    if (x === '*') return this.starOver(this.patterns(i + 1, j), y, () => this.patterns(i, j + 1));
    if (y === '*') return this.starOver(this.patterns(i, j + 1), x, () => this.patterns(i + 1, j));
    return x !== undefined && x === y ? joined(x, this.patterns(i + 1, j + 1)) : new Set();
  }

  /** A star ends here, or takes the other pattern's next character. */
  private starOver(
    ended: ReadonlySet<string>,
    next: string | undefined,
    goOn: () => ReadonlySet<string>,
  ): ReadonlySet<string> {
    if (next === undefined) return ended;
    const all = new Set([...ended, ...joined(next, goOn())]);
    refuseTooMany(all.size);
    return all;
  }
}

function joined(start: string, ...ends: ReadonlySet<string>[]): ReadonlySet<string> {
  const all = new Set<string>();
  for (const end of ends.flatMap((set) => [...set])) {
    all.add(start === '*' && end.startsWith('*') ? end : start + end);
  }
  refuseTooMany(all.size);
  return all;
}

function refuseTooMany(count: number): void {
  if (count <= MOST_PATTERNS) return;
  throw new DomainError('forbidden', "the client's tools and the agent's cross in too many ways");
}
