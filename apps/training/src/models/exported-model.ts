import { z } from 'zod';

/** A model that was trained, as it lies in the outputs. */
export const exportedModel = z.object({
  name: z.string(),
  path: z.string().describe('Below the outputs, as download-model takes it'),
  size_mb: z.number(),
  size_bytes: z.int(),
  modified: z.string().nullable().describe('Null where the backend alone knows'),
});
export type ExportedModel = z.output<typeof exportedModel>;
