import { httpUrl, readEnvironment, type Environment } from '@app/config';
import { z } from 'zod';

/** What a header of HTTP takes. */
const key = z
  .string()
  .max(4_096)
  .regex(/^[\x21-\x7e]+$/, 'printable characters without spaces');
const variables = z.object({
  DATA_DIR: z.string().default('data'),
  EMBEDDINGS_URL: httpUrl().default('http://127.0.0.1:11435/v1'),
  EMBEDDINGS_MODEL: z.string().max(256).optional(),
  EMBEDDINGS_KEY: key.optional(),
  QDRANT_URL: httpUrl().optional(),
  QDRANT_API_KEY: key.optional(),
});
export type VectorSettings = z.output<typeof variables>;

/** readSettings checks the environment; throws a ConfigError that names what is wrong. */
export function readSettings(environment: Environment): VectorSettings {
  return readEnvironment(variables, environment);
}
