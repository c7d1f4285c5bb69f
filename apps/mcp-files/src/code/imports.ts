import type { Node } from '@vscode/tree-sitter-wasm';
import type { Language } from './languages.js';

/** CodeImport is what a file takes from elsewhere, in the words of its language. */
export interface CodeImport {
  module: string;
  line: number;
}

const LONGEST = 300;

/** importsAt returns what a node imports by itself. */
export function importsAt(node: Node, { imports }: Language): CodeImport[] {
  const sources = Object.hasOwn(imports, node.type) ? imports[node.type] : undefined;
  if (sources === undefined) return [];
  const nodes =
    node.type === 'call_expression' ? calledFor(node) : sources.flatMap((source) => saying(node, source));
  const line = node.startPosition.row + 1;
  return nodes.map(({ text }) => ({ module: unquoted(text).slice(0, LONGEST), line }));
}

/** Children by field, or by type where the grammar has no field for it. */
function saying(node: Node, source: string): Node[] {
  const fields = node.childrenForFieldName(source).filter((child) => child !== null);
  if (fields.length > 0) return fields.map((field) => renamed(field) ?? field);
  return node.namedChildren.filter((child) => child !== null).filter(({ type }) => type === source);
}

/** What an import under another name is the other name of. */
function renamed(node: Node): Node | null {
  return node.type === 'aliased_import' ? node.childForFieldName('name') : null;
}

/** `require('…')` and `import('…')` of a text that stands there. */
function calledFor(node: Node): Node[] {
  const called = node.childForFieldName('function')?.text;
  const [first] = node.childForFieldName('arguments')?.namedChildren ?? [];
  return (called === 'require' || called === 'import') && first?.type === 'string' ? [first] : [];
}

function unquoted(text: string): string {
  return text.replace(/^(['"`])(.*)\1$/s, '$2');
}
