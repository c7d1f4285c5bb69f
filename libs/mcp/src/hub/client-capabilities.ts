import { isJsonObject, type JsonObject } from '@app/kernel';
import type { McpRequest } from '../wire/messages.js';

/** What a server may ask of a client at all, in either era. */
const ASKED = ['sampling', 'elicitation', 'roots'] as const;

/** askedCapabilities leaves of a client's capabilities those that let a server ask it something. */
export function askedCapabilities(capabilities: JsonObject): JsonObject {
  const left: JsonObject = {};
  for (const name of ASKED) if (isJsonObject(capabilities[name])) left[name] = capabilities[name];
  return left;
}

export function canBeAsked(capabilities: JsonObject): boolean {
  return Object.keys(askedCapabilities(capabilities)).length > 0;
}

/**
 * missingCapability is what a client would have to have to be asked this, in the form of capabilities; undefined when it
 * has it. `elicitation: {}` means forms, as it did before there were others.
 */
export function missingCapability(capabilities: JsonObject, request: McpRequest): JsonObject | undefined {
  const required = requiredFor(request);
  if (required === undefined) return { [request.method]: {} };
  const [name, part] = required;
  const owned = capabilities[name];
  if (isJsonObject(owned) && (part === undefined || hasPart(owned, part))) return undefined;
  return { [name]: part === undefined ? {} : { [part]: {} } };
}

function hasPart(owned: JsonObject, part: string): boolean {
  if (part === 'form') return isJsonObject(owned['form']) || !isJsonObject(owned['url']);
  return isJsonObject(owned[part]);
}

function requiredFor(request: McpRequest): readonly [string, string | undefined] | undefined {
  switch (request.method) {
    case 'elicitation/create':
      return ['elicitation', request.params?.['mode'] === 'url' ? 'url' : 'form'];
    case 'sampling/createMessage':
      return ['sampling', request.params?.['tools'] === undefined ? undefined : 'tools'];
    case 'roots/list':
      return ['roots', undefined];
    default:
      return undefined;
  }
}
