import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { extname } from 'node:path';

const LARGEST = 512 * 1024;
const SCRIPT = [/^\s*(?:import|export)\b[^'"]*['"]([^'"]+)['"]/, /\brequire\(\s*['"]([^'"]+)['"]\s*\)/];
const C = [/^\s*#include\s+[<"]([^>"]+)[>"]/];
/** Lines that import, by the endings of files. */
const IMPORTS: Readonly<Record<string, readonly RegExp[]>> = {
  '.ts': SCRIPT,
  '.tsx': SCRIPT,
  '.mts': SCRIPT,
  '.js': SCRIPT,
  '.jsx': SCRIPT,
  '.mjs': SCRIPT,
  '.cjs': SCRIPT,
  '.py': [/^\s*from\s+([\w.]+)\s+import\b/, /^\s*import\s+([\w.]+)/],
  '.java': [/^\s*import\s+(?:static\s+)?([\w.]+)/],
  '.rs': [/^\s*(?:pub\s+)?use\s+([\w:]+)/],
  '.c': C,
  '.h': C,
  '.cpp': C,
};
const LONGEST_LINE = 1_000;

/** SourceFile is a text file as it was read. */
export interface SourceFile {
  readonly hash: string;
  readonly bytes: number;
  readonly lines: readonly string[];
}

/** readSource reads a text file; undefined for one that is binary, too large, or gone. */
export async function readSource(path: string): Promise<SourceFile | undefined> {
  try {
    if ((await stat(path)).size > LARGEST) return undefined;
    const content = await readFile(path);
    if (content.includes(0)) return undefined;
    const hash = createHash('sha256').update(content).digest('base64url');
    return { hash, bytes: content.length, lines: content.toString().split('\n') };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** importsOf returns what a file imports, each once. It reads lines, not syntax. */
export function importsOf(path: string, lines: readonly string[]): string[] {
  const patterns = IMPORTS[extname(path)] ?? [];
  const found = lines.flatMap((line) => {
    if (line.length > LONGEST_LINE) return [];
    const [module] = patterns.flatMap((pattern) => pattern.exec(line)?.[1] ?? []);
    return module === undefined ? [] : [module];
  });
  return [...new Set(found)].sort();
}
