import type { JsonObject } from '@app/kernel';
import { wishes, type Bounds, type Filter } from '../filter.js';

/** qdrantFilter writes a filter as Qdrant has it; numbers are ranges there, for a match knows whole ones alone. */
export function qdrantFilter(filter: Filter): JsonObject {
  return {
    must: wishes(filter).map(({ field, anyOf }) => ({
      should: anyOf.map((wanted) => ({ key: `metadata.${field}`, ...condition(wanted) })),
    })),
  };
}

function condition(wanted: string | boolean | Bounds): JsonObject {
  return typeof wanted === 'object' ? { range: { ...wanted } } : { match: { value: wanted } };
}
