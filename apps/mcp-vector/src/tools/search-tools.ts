import { tool, type Tool } from '@app/tool-server';
import { z } from 'zod';
import type { VectorCollections } from '../collections/vector-collections.js';
import type { Hit } from '../store/vector-store.js';
import { collectionName, filterArgument, hits, limit, modelName, text, vector } from './arguments.js';

const annotations = { readOnlyHint: true, openWorldHint: false };
const search = { collection: collectionName, limit, filter: filterArgument };

export function searchVectorsTool(collections: VectorCollections): Tool {
  return tool({
    name: 'search_vectors',
    title: 'Search by vector',
    description:
      'Finds the points nearest to a vector. Score: cosine and dot, the higher the nearer; l2, the lower the nearer.',
    input: z.strictObject({
      ...search,
      vector,
      model: modelName
        .optional()
        .describe('The model that the vector comes from; another than the collection’s is refused'),
    }),
    output: hits,
    annotations,
    run: async ({ vector, model, ...about }, signal) =>
      answer(await collections.search(about, vector, model, signal)),
  });
}

export function searchByTextTool(collections: VectorCollections): Tool {
  return tool({
    name: 'search_by_text',
    title: 'Search by text',
    description:
      'Finds the points whose meaning is nearest to a text, in a collection of the configured model.',
    input: z.strictObject({ ...search, text }),
    output: hits,
    annotations,
    run: async ({ text, ...about }, signal) => answer(await collections.searchText(about, text, signal)),
  });
}

function answer(found: readonly Hit[]): z.output<typeof hits> {
  return { hits: structuredClone(found) as z.output<typeof hits>['hits'] };
}
