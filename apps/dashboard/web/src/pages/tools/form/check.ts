import { Validator } from '@cfworker/json-schema';
import type { DraftProblem } from './draft.js';
import type { Schema } from './field.js';
import { writeJson, type JsonNode } from './json-node.js';

/** Words of keywords that only say that something within them is wrong. */
const ENCLOSING = new Set(['properties', 'items', '$ref', 'allOf', 'additionalProperties', 'prefixItems']);

/**
 * checkedBy tells where a value is not as its schema wants it. `unchecked` says why the schema itself could not be used:
 * its tool has the last word then.
 */
export function checkedBy(
  schema: Schema,
  node: JsonNode,
): { readonly problems: readonly DraftProblem[]; readonly unchecked?: string } {
  try {
    const validator = new Validator(schema, dialectOf(schema), false);
    const { errors } = validator.validate(JSON.parse(writeJson(node)));
    const plain = errors.filter(({ keyword }) => !ENCLOSING.has(keyword));
    return {
      problems: plain.map(({ instanceLocation, error }) => ({
        path: instanceLocation.replace(/^#/, ''),
        problem: error,
      })),
    };
  } catch (error) {
    const why = error instanceof Error ? error.message : 'it is no JSON Schema';
    return { problems: [], unchecked: why };
  }
}

function dialectOf({ $schema }: Schema): '2020-12' | '2019-09' | '7' | '4' {
  const [, draft = '2020-12'] = /draft(?:-0|\/)(4|7|2019-09|2020-12)/.exec(String($schema)) ?? [];
  return draft as '2020-12' | '2019-09' | '7' | '4';
}
