import type { CallToolResult } from '@modelcontextprotocol/client';

/** All that a result says in words. */
function textOf({ content }: CallToolResult): string {
  return content.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n');
}

/** dataOf is a result for programs: its structure, and what a tool says in prose beside it, as `message`. */
export function dataOf(result: CallToolResult): Record<string, unknown> {
  const text = textOf(result);
  const structure = (result.structuredContent ?? {}) as Record<string, unknown>;
  return text.startsWith('{') || text === '' ? structure : { message: text, ...structure };
}
