import { isJsonObject, type JsonObject, type JsonValue } from '@app/kernel';

export type RewriteUri = (uri: string) => string;

/** Everything but the URIs stays as it was, unknown fields included; what holds none is returned as it is. */
type Rewrite = (value: JsonObject, rewrite: RewriteUri) => JsonObject;

const result: Record<string, Rewrite> = {
  'tools/call': contentOf,
  'prompts/get': (value, rewrite) => each(value, 'messages', (message) => contentOf(message, rewrite)),
  'resources/read': (value, rewrite) => each(value, 'contents', (item) => uriOf(item, 'uri', rewrite)),
};

/** rewriteResult is for what a server answers to a client's request. */
export function rewriteResult(method: string, value: JsonObject, rewrite: RewriteUri): JsonObject {
  return result[method]?.(value, rewrite) ?? value;
}

/** rewriteQuestion is for what a server asks of a client: sampling messages may hold resources. */
export function rewriteQuestion(params: JsonObject, rewrite: RewriteUri): JsonObject {
  return each(params, 'messages', (message) => contentOf(message, rewrite));
}

/** rewriteTool is for tools that name the resource that draws their result (MCP Apps). */
export function rewriteTool(tool: JsonObject, rewrite: RewriteUri): JsonObject {
  return inside(tool, '_meta', (meta) =>
    uriOf(
      inside(meta, 'ui', (ui) => uriOf(ui, 'resourceUri', rewrite)),
      'ui/resourceUri',
      rewrite,
    ),
  );
}

function uriOf(value: JsonObject, key: string, rewrite: RewriteUri): JsonObject {
  const uri = value[key];
  return typeof uri === 'string' ? { ...value, [key]: rewrite(uri) } : value;
}

/** Content is one block in prompts of old, and a list everywhere else; tool results in messages hold content themselves. */
function contentOf(value: JsonObject, rewrite: RewriteUri): JsonObject {
  const one = inside(value, 'content', (block) => blockOf(block, rewrite));
  return each(one, 'content', (block) => blockOf(block, rewrite));
}

function blockOf(block: JsonObject, rewrite: RewriteUri): JsonObject {
  switch (block['type']) {
    case 'resource_link':
      return uriOf(block, 'uri', rewrite);
    case 'resource':
      return inside(block, 'resource', (resource) => uriOf(resource, 'uri', rewrite));
    case 'tool_result':
      return contentOf(block, rewrite);
    default:
      return block;
  }
}

function inside(value: JsonObject, key: string, change: (inner: JsonObject) => JsonObject): JsonObject {
  const inner = value[key];
  return isJsonObject(inner) ? { ...value, [key]: change(inner) } : value;
}

function each(value: JsonObject, key: string, change: (item: JsonObject) => JsonObject): JsonObject {
  const list = value[key];
  if (!Array.isArray(list)) return value;
  return { ...value, [key]: list.map((item): JsonValue => (isJsonObject(item) ? change(item) : item)) };
}
