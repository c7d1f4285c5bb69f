import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import treeSitter from '@vscode/tree-sitter-wasm';
import type { Language as Grammar, Tree } from '@vscode/tree-sitter-wasm';
import { ToolFailure } from '../server/tool-failure.js';
import type { Language } from './languages.js';

const MS = 3_000;
const grammars = new Map<string, Promise<Grammar>>();
let ready: Promise<void> | undefined;

/** withParsed parses a text, and lets go of the tree when `work` is done with it. Throws ToolFailure when it takes long. */
export async function withParsed<T>(
  text: string,
  { grammar }: Language,
  work: (tree: Tree) => T,
): Promise<T> {
  const language = await grammarOf(grammar);
  const parser = new treeSitter.Parser();
  try {
    parser.setLanguage(language);
    const end = performance.now() + MS;
    const tree = parser.parse(text, undefined, { progressCallback: () => performance.now() > end });
    if (tree === null) throw new ToolFailure('path', `takes longer than ${MS / 1_000} s to parse`);
    try {
      return work(tree);
    } finally {
      tree.delete();
    }
  } finally {
    parser.delete();
  }
}

/** Grammars are loaded with their first file, and kept. */
function grammarOf(name: string): Promise<Grammar> {
  const known = grammars.get(name);
  if (known !== undefined) return known;
  const loaded = load(name);
  grammars.set(name, loaded);
  loaded.catch(() => grammars.delete(name));
  return loaded;
}

async function load(name: string): Promise<Grammar> {
  ready ??= treeSitter.Parser.init();
  await ready;
  const main = fileURLToPath(import.meta.resolve('@vscode/tree-sitter-wasm'));
  return treeSitter.Language.load(join(main, '..', `tree-sitter-${name}.wasm`));
}
