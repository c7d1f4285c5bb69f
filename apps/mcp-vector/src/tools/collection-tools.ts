import { tool, type Tool } from '@app/tool-server';
import { z } from 'zod';
import type { VectorCollections } from '../collections/vector-collections.js';
import { collectionInfo, collectionName, dimensions, distance, modelName } from './arguments.js';

const reading = { readOnlyHint: true, openWorldHint: false };

export function createCollectionTool(collections: VectorCollections): Tool {
  return tool({
    name: 'create_collection',
    title: 'Make a collection',
    description:
      'Makes a collection of vectors. Without dimensions it is for texts, embedded by the configured model; with them ' +
      'it is for vectors of your own. A collection keeps to one model and one width for ever.',
    input: z.strictObject({
      collection: collectionName,
      dimensions: dimensions.optional(),
      distance: distance.default('cosine'),
      model: modelName.optional().describe('The model that your own vectors come from'),
    }),
    output: collectionInfo,
    annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
    run: (args, signal) => collections.create(args, signal),
  });
}

export function listCollectionsTool(collections: VectorCollections): Tool {
  return tool({
    name: 'list_collections',
    title: 'List collections',
    description: 'Lists all collections, with their widths, distances and models.',
    input: z.strictObject({}),
    output: z.object({ collections: z.array(collectionInfo) }),
    annotations: reading,
    run: async (_args, signal) => ({ collections: [...(await collections.list(signal))] }),
  });
}

export function collectionInfoTool(collections: VectorCollections): Tool {
  return tool({
    name: 'get_collection_info',
    title: 'Look at a collection',
    description: 'Tells the width, distance, model and number of points of a collection.',
    input: z.strictObject({ collection: collectionName }),
    output: collectionInfo,
    annotations: reading,
    run: ({ collection }, signal) => collections.info(collection, signal),
  });
}
