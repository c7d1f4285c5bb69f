import { z } from 'zod';

export const jobId = z.string().min(1).max(200).describe("The backend's id of the job");
export const configName = z.string().min(1).max(200).describe('Name of a saved configuration');
export const gpuIds = z
  .string()
  .regex(/^(?:\d{1,2}(?:,\d{1,2}){0,15}|mps)$/, 'must be numbers with commas, such as 0 or 0,1, or mps')
  .describe('Which GPUs: 0, or 0,1; those of the job when nobody says, else the first');

export const reading = { readOnlyHint: true, openWorldHint: true } as const;
