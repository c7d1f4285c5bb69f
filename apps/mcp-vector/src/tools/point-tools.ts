import { DomainError } from '@app/kernel';
import { tool, type Tool } from '@app/tool-server';
import { z } from 'zod';
import type { VectorCollections } from '../collections/vector-collections.js';
import { filter } from '../store/filter.js';
import type { Selection } from '../store/vector-store.js';
import { collectionName, metadata, modelName, pointIdentifier, text, vector } from './arguments.js';

const MOST_POINTS = 500;
const point = z.strictObject({
  id: pointIdentifier.optional().describe('Made up when absent; a point of that id is replaced'),
  text: text.optional().describe('Kept with the point, and embedded when there is no vector'),
  vector: vector.optional(),
  metadata: metadata.default({}),
});
const removal = z.strictObject({
  collection: collectionName,
  ids: z.array(pointIdentifier).min(1).max(1_000).optional(),
  filter: filter.optional().describe('In place of ids: all points whose metadata fulfil it'),
});

export function upsertVectorsTool(collections: VectorCollections): Tool {
  return tool({
    name: 'upsert_vectors',
    title: 'Write vectors',
    description: 'Writes points into a collection, from texts or from vectors: all of them, or none.',
    input: z.strictObject({
      collection: collectionName,
      points: z.array(point).min(1).max(MOST_POINTS),
      model: modelName.optional().describe('The model that the given vectors come from'),
    }),
    output: z.object({ ids: z.array(z.string()) }),
    annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
    run: async ({ collection, points, model }, signal) => ({
      ids: [...(await collections.upsert(collection, points, model, signal))],
    }),
  });
}

export function deleteVectorsTool(collections: VectorCollections): Tool {
  return tool({
    name: 'delete_vectors',
    title: 'Delete vectors',
    description: 'Deletes points of a collection, by their ids or by a filter.',
    input: removal,
    output: z.object({ deleted: z.int() }),
    annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
    run: async (args, signal) => ({
      deleted: await collections.delete(args.collection, selectionOf(args), signal),
    }),
  });
}

/** An empty filter lets everything through, and nobody deletes everything without meaning to. */
function selectionOf({ ids, filter }: z.output<typeof removal>): Selection {
  if (ids !== undefined && filter === undefined) return { ids };
  if (ids === undefined && filter !== undefined && Object.keys(filter).length > 0) return { filter };
  throw new DomainError('invalid_selection', 'wanted either ids or a filter with at least one field', {
    param: 'ids',
  });
}
