import type { Schema } from './field.js';

/**
 * inputSchemaOf is the schema of a tool's arguments; one that has none takes an object. It needs nothing of the form, which
 * is fetched when a tool is chosen.
 */
export function inputSchemaOf(definition: Readonly<Record<string, unknown>> | undefined): Schema {
  const schema = definition?.['inputSchema'];
  const isOne = typeof schema === 'object' && schema !== null && !Array.isArray(schema);
  return isOne ? (schema as Schema) : { type: 'object' };
}
