interface Condition {
  readonly has_id?: readonly string[];
  readonly key?: string;
  readonly match?: { readonly value: unknown };
  readonly range?: Readonly<Record<string, number>>;
  readonly should?: readonly Condition[];
}

export interface FakeFilter {
  readonly must?: readonly Condition[];
}

/** fulfils tells whether a point passes a filter of Qdrant's: a match knows no fractions, a list fulfils by any value. */
export function fulfils(
  point: { readonly id: string; readonly payload: Record<string, unknown> },
  filter: FakeFilter | undefined,
): boolean {
  const holds = (condition: Condition): boolean => {
    if (condition.should !== undefined) return condition.should.some(holds);
    if (condition.has_id !== undefined) return condition.has_id.includes(point.id);
    const value = (condition.key ?? '')
      .split('.')
      .reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], point.payload);
    return [value].flat().some((each) => valueHolds(each, condition));
  };
  return (filter?.must ?? []).every(holds);
}

function valueHolds(value: unknown, { match, range }: Condition): boolean {
  if (match !== undefined)
    return value === match.value && !(typeof value === 'number' && !Number.isInteger(value));
  if (range === undefined || typeof value !== 'number') return false;
  const { gt = -Infinity, gte = -Infinity, lt = Infinity, lte = Infinity } = range;
  return value > gt && value >= gte && value < lt && value <= lte;
}
