import { isJsonObject, type JsonObject, type JsonValue } from '@app/kernel';
import { isExactNumber } from '../numbers/exact-json.js';

/** Servers with more tools than this get no headers for the rest. */
const MOST_TOOLS = 5_000;
const DEEPEST = 16;
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const PRIMITIVE: ReadonlySet<unknown> = new Set(['string', 'integer', 'boolean', 'number']);
const PLAIN = /^[\t\x20-\x7e]+$/;

interface Declared {
  readonly path: readonly string[];
  readonly header: string;
}

/**
 * ParamHeaders computes the `Mcp-Param-*` headers of a tool call from the tool's own schema (2026-07-28, "Custom headers
 * from tool parameters"). It knows the tools that the server listed on this link, by their native names.
 */
export class ParamHeaders {
  private readonly tools = new Map<string, readonly Declared[]>();

  get empty(): boolean {
    return this.tools.size === 0;
  }

  /** learn reads a result of tools/list. */
  learn(result: JsonObject): void {
    const { tools } = result;
    if (!Array.isArray(tools)) return;
    for (const tool of tools) {
      if (!isJsonObject(tool) || typeof tool.name !== 'string' || this.tools.size >= MOST_TOOLS) continue;
      this.tools.set(tool.name, declaredIn(tool.inputSchema, []));
    }
  }

  /** The headers of a tools/call with these params. */
  of(params: JsonObject | undefined): Record<string, string> {
    const headers: Record<string, string> = {};
    const { name, arguments: given } = params ?? {};
    for (const { path, header } of this.tools.get(typeof name === 'string' ? name : '') ?? []) {
      const text = asText(path.reduce<JsonValue | undefined>(step, given));
      if (text !== undefined) headers[`Mcp-Param-${header}`] = encoded(text);
    }
    return headers;
  }
}

const step = (value: JsonValue | undefined, key: string): JsonValue | undefined =>
  isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;

function declaredIn(schema: JsonValue | undefined, path: readonly string[]): Declared[] {
  if (!isJsonObject(schema) || path.length > DEEPEST) return [];
  const header = schema['x-mcp-header'];
  const own =
    path.length > 0 && typeof header === 'string' && TOKEN.test(header) && PRIMITIVE.has(schema.type)
      ? [{ path, header }]
      : [];
  const properties = isJsonObject(schema.properties) ? Object.entries(schema.properties) : [];
  return [...own, ...properties.flatMap(([key, child]) => declaredIn(child, [...path, key]))];
}

function asText(value: JsonValue | undefined): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (isExactNumber(value)) return asText(Number(value.rawJSON));
  if (typeof value !== 'number') return undefined;
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? undefined : String(value);
}

function encoded(text: string): string {
  const plain =
    PLAIN.test(text) && text.trim() === text && !(text.startsWith('=?base64?') && text.endsWith('?='));
  return plain ? text : `=?base64?${Buffer.from(text, 'utf8').toString('base64')}?=`;
}
