import type { JsonObject } from '@app/kernel';
import { Fields, invalid } from './field-check.js';

/** responseFormat is Ollama's `format`: "json", a schema, or nothing for plain text. */
export function responseFormat(body: Fields): 'json' | JsonObject | undefined {
  if (body.value('response_format') === undefined) return undefined;
  const format = body.child('response_format');
  switch (format.requiredString('type')) {
    case 'text':
      return undefined;
    case 'json_object':
      return 'json';
    case 'json_schema':
      return schemaOf(format.child('json_schema'));
    default:
      throw invalid(format.at('type'), `${format.at('type')} must be one of text, json_object, json_schema`);
  }
}

function schemaOf(given: Fields): JsonObject {
  const schema = given.object('schema');
  if (schema) return schema;
  throw invalid(given.at('schema'), `${given.at('schema')} is missing: it must hold the JSON schema`);
}
