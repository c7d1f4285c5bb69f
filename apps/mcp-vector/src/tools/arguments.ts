import { z } from 'zod';
import { fieldName, filter } from '../store/filter.js';
import { DISTANCES } from '../store/vector-store.js';

/** Far from where squares leave the range of the four bytes that a number is kept in. */
const LARGEST = 1e12;
const MOST_DIMENSIONS = 8_192;
const MOST_METADATA = 64 * 1024;

export const collectionName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/,
    'must be 1 to 63 letters, digits, "_" or "-", a letter or digit first',
  )
  .describe('Name of the collection');
export const distance = z.enum(DISTANCES);
export const dimensions = z.int().min(1).max(MOST_DIMENSIONS);
export const vector = z.array(z.number().min(-LARGEST).max(LARGEST)).min(1).max(MOST_DIMENSIONS);
export const pointIdentifier = z.string().min(1).max(512);
export const text = z
  .string()
  .min(1)
  .max(64 * 1024);
export const modelName = z.string().min(1).max(256);
export const limit = z.int().min(1).max(100).default(10);
export const filterArgument = filter
  .default({})
  .describe(
    'Conditions on metadata, all of which must hold: {"lang": "de", "year": {"gte": 2020}, "tag": {"in": ["a", "b"]}}',
  );

const scalar = z.union([z.string().max(8_192), z.number(), z.boolean()]);
export const metadata = z
  .record(fieldName, z.union([scalar, z.array(scalar).max(256)]))
  .refine(
    (fields) => JSON.stringify(fields).length <= MOST_METADATA,
    `wanted at most ${MOST_METADATA} characters`,
  );

/** What every tool that searches returns. */
export const hits = z.object({
  hits: z.array(
    z.object({
      id: z.string(),
      score: z.number(),
      text: z.string().optional(),
      metadata: z.record(z.string(), z.union([scalar, z.array(scalar)])),
    }),
  ),
});

export const collectionInfo = z.object({
  name: z.string(),
  dimensions: z.int(),
  distance,
  model: z.string().nullable().describe('The model that its vectors come from, if anybody has said'),
  points: z.int(),
});
