import { z } from 'zod';

/** Letters that mean the same in every store; a dot would be a path in some. */
export const fieldName = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 letters, digits, "_" or "-"');
const text = z.string().max(8_192);
const number = z.number();
const scalar = z.union([text, number, z.boolean()]);
const range = z
  .strictObject({
    gt: number.optional(),
    gte: number.optional(),
    lt: number.optional(),
    lte: number.optional(),
  })
  .refine((bounds) => Object.keys(bounds).length > 0, 'wanted gt, gte, lt or lte');
const anyOf = z.strictObject({ in: z.array(scalar).min(1).max(256) });

/** What a field must be: a value, one of several, or a number between bounds. */
const condition = z.union([scalar, anyOf, range], {
  error: 'wanted a value, {"in": [values]}, or {"gt", "gte", "lt", "lte"} with numbers',
});

/**
 * filter is what the metadata of a point must fulfil, all of it. A field that is a list fulfils a condition when one of
 * its values does. A point without the field does not.
 */
export const filter = z
  .record(fieldName, condition)
  .refine((fields) => Object.keys(fields).length <= 32, 'wanted at most 32 fields');
export type Filter = Readonly<z.output<typeof filter>>;
export type Bounds = z.output<typeof range>;

export interface Wish {
  readonly field: string;
  /** One of these must hold. */
  readonly anyOf: readonly (string | boolean | Bounds)[];
}

/** wishes writes a filter in the one form that stores translate; a number is a range of itself. */
export function wishes(given: Filter): readonly Wish[] {
  return Object.entries(given).map(([field, condition]) => {
    if (typeof condition !== 'object') return { field, anyOf: [plain(condition)] };
    return { field, anyOf: 'in' in condition ? condition.in.map(plain) : [condition] };
  });
}

function plain(value: string | number | boolean): string | boolean | Bounds {
  return typeof value === 'number' ? { gte: value, lte: value } : value;
}
