import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import { ConfigError } from './config-error.js';
import { freezeDeep } from './freeze-deep.js';

/**
 * readYamlFile returns the file's content, checked against `schema` and frozen. An absent file reads as `{}`.
 * Throws a ConfigError whose lines name the field, its line in the file and what was wanted.
 */
export async function readYamlFile<S extends z.ZodType>(path: string, schema: S): Promise<z.output<S>> {
  return parseYaml(basename(path), await textOf(path), schema);
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') return '';
    throw new ConfigError(basename(path), [`cannot be read: ${code ?? 'unknown reason'}`]);
  }
}

/** parseYaml is readYamlFile for text at hand; `name` stands for the file in errors. */
export function parseYaml<S extends z.ZodType>(name: string, text: string, schema: S): z.output<S> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    throw new ConfigError(
      name,
      document.errors.map((error) => `line ${lines.linePos(error.pos[0]).line}: ${error.message}`),
    );
  }
  const result = schema.safeParse(document.toJS() ?? {});
  if (result.success) return freezeDeep(result.data);
  throw new ConfigError(
    name,
    result.error.issues.map((issue) => `line ${lineOf(document, lines, issue.path)}: ${complaint(issue)}`),
  );
}

function complaint(issue: z.core.$ZodIssue): string {
  const field = issue.path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('');
  return `${field.replace(/^\./, '') || 'the file'}: ${issue.message}`;
}

function lineOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number {
  for (let depth = path.length; depth > 0; depth--) {
    const node = document.getIn(path.slice(0, depth), true) as
      | { range?: [number, number, number] }
      | undefined;
    if (node?.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}
