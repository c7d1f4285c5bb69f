import type { Node, Tree } from '@vscode/tree-sitter-wasm';
import { importsAt, type CodeImport } from './imports.js';
import type { Language } from './languages.js';

/** CodeSymbol is something that a file declares. Lines count from 1. */
interface CodeSymbol {
  name: string;
  kind: string;
  line: number;
  end_line: number;
  /** The names of what it is declared in, with dots between them. */
  container?: string;
  /** Its head in one line, as far as it is short. */
  signature: string;
}

export interface Outline {
  symbols: CodeSymbol[];
  imports: CodeImport[];
  /** There is more than is told. */
  truncated: boolean;
}

interface Visit {
  readonly node: Node;
  readonly container: string;
  /** The kind of what it is declared in. */
  readonly within: string;
  /** What functions declare for themselves is no part of an outline; imports are. */
  readonly isLocal: boolean;
}

const MOST_SYMBOLS = 2_000;
const MOST_IMPORTS = 1_000;
const MS = 3_000;
const LONGEST_SIGNATURE = 200;
/** Their names belong to a file only where they stand outside of functions; a loop or a block makes them local too. */
const LOCAL = /^(function|method|constructor)$/;
/** Functions in these are methods. */
const WITH_METHODS = new Set(['class', 'interface', 'trait', 'implementation']);
const BLOCKS = new Set([
  'statement_block',
  'arrow_function',
  'function_expression',
  'for_statement',
  'lambda',
  'block_expression',
  'func_literal',
]);

/** outlineOf reads what a file declares and imports, in its order. */
export function outlineOf(tree: Tree, text: string, language: Language): Outline {
  const outline: Outline = { symbols: [], imports: [], truncated: false };
  const visits: Visit[] = [{ node: tree.rootNode, container: '', within: '', isLocal: false }];
  const end = performance.now() + MS;
  for (let visit = visits.pop(); visit !== undefined; visit = visits.pop()) {
    if (performance.now() > end || isFull(outline)) return { ...outline, truncated: true };
    outline.imports.push(...importsAt(visit.node, language));
    const symbol = symbolAt(visit, text, language);
    if (symbol !== undefined && !visit.isLocal) outline.symbols.push(symbol);
    visits.push(...inside(visit, symbol));
  }
  return outline;
}

function isFull({ symbols, imports }: Outline): boolean {
  return symbols.length >= MOST_SYMBOLS || imports.length >= MOST_IMPORTS;
}

/** The last one pushed is visited first. */
function inside({ node, container, within, isLocal }: Visit, symbol: CodeSymbol | undefined): Visit[] {
  const isFolded = symbol === undefined || symbol.kind === 'variable';
  const around = isFolded
    ? { container, within }
    : { container: nested(container, symbol.name), within: symbol.kind };
  const block = BLOCKS.has(node.type) && within !== 'namespace';
  const local = isLocal || block || (symbol !== undefined && LOCAL.test(symbol.kind));
  const children = node.namedChildren.filter((child) => child !== null).toReversed();
  return children.map((child) => ({ node: child, ...around, isLocal: local }));
}

function nested(container: string, name: string): string {
  return container === '' ? name : `${container}.${name}`;
}

function symbolAt(
  { node, container, within }: Visit,
  text: string,
  { symbols }: Language,
): CodeSymbol | undefined {
  const kind = Object.hasOwn(symbols, node.type) ? symbols[node.type] : undefined;
  const name = kind === undefined ? undefined : nameOf(node);
  if (kind === undefined || name === undefined) return undefined;
  return {
    name,
    kind: kind === 'function' && WITH_METHODS.has(within) ? 'method' : kind,
    line: node.startPosition.row + 1,
    end_line: node.endPosition.row + 1,
    ...(container !== '' && { container }),
    signature: signatureOf(node, text),
  };
}

/** An implementation is named after its type, and one of a trait after both. */
function nameOf(node: Node): string | undefined {
  const name = node.childForFieldName('name') ?? node.childForFieldName('type');
  const trait = node.type === 'impl_item' ? node.childForFieldName('trait') : null;
  if (name === null) return undefined;
  return trait === null ? short(name.text) : short(`${trait.text} for ${name.text}`);
}

function signatureOf(node: Node, text: string): string {
  const body = node.childForFieldName('body') ?? node.childForFieldName('value');
  const head = text.slice(
    node.startIndex,
    Math.min(body?.startIndex ?? node.endIndex, node.startIndex + 2_000),
  );
  return short(head.replaceAll(/\s+/g, ' ').replace(/[ ={:]+$/, ''));
}

function short(text: string): string {
  return text.length > LONGEST_SIGNATURE ? `${text.slice(0, LONGEST_SIGNATURE - 1)}…` : text;
}
