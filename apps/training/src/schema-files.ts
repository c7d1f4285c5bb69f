import { listTools } from './bridge/index.js';
import { assembleTraining } from './training-tools.js';
import { readSettings } from './settings/index.js';

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';
/** Of all schemas together, by semver: a field more is a minor version. */
const VERSION = '1.0.0';

/**
 * schemaFiles are the JSON Schemas of what each tool answers, as texts by file name. They are made of the very schemas
 * that answers are checked with.
 */
export async function schemaFiles(): Promise<ReadonlyMap<string, string>> {
  const tools = await listTools(assembleTraining(readSettings({}), {}).set);
  return new Map(
    tools.map(({ name, title, outputSchema }) => {
      const head = { $schema: DIALECT, $id: `urn:switchyard:training:${name}:${VERSION}`, title };
      return [
        `${name}.schema.json`,
        `${JSON.stringify({ ...head, ...without$schema(outputSchema) }, undefined, 2)}\n`,
      ];
    }),
  );
}

function without$schema(schema: object | undefined): object {
  const { $schema: _dialect, ...rest } = (schema ?? {}) as { readonly $schema?: string };
  return rest;
}
