import { join } from 'node:path';
import { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { CodeIndex } from './code-index.ts';
import { projectInfo } from './project-info.ts';
import { readSource } from './source-file.ts';

const count = z.int();
const READS = { readOnlyHint: true, openWorldHint: false };
const LINES_SHOWN = 40;
const MOST_MODULES = 200;

/** codeIndexer is the MCP server of a repository: its index, and what is known by it. */
export function codeIndexer(project: string, index: CodeIndex): McpServer {
  const server = new McpServer({ name: 'code-indexer', version: '1.0.0' });
  addIndex(server, index);
  addSearch(server, project, index);
  addDependencies(server, index);
  addInfo(server, project, index);
  addStats(server, index);
  return server;
}

function answer<T extends Record<string, unknown>>(structuredContent: T) {
  return { content: [{ type: 'text' as const, text: JSON.stringify(structuredContent) }], structuredContent };
}

function addIndex(server: McpServer, index: CodeIndex): void {
  const outputSchema = z.object({
    added: count,
    changed: count,
    removed: count,
    unchanged: count,
    skipped: count,
  });
  const annotations = {
    readOnlyHint: false,
    destructiveHint: false,
    idempotentHint: true,
    openWorldHint: false,
  };
  const description = 'Brings the index of this repository up to date; reads anew only what has changed.';
  server.registerTool('index', { description, outputSchema, annotations }, async ({ mcpReq }) =>
    answer({ ...(await index.update(mcpReq.signal)) }),
  );
}

function addSearch(server: McpServer, project: string, index: CodeIndex): void {
  const inputSchema = z.strictObject({
    query: z.string().min(1).max(500).describe('Words, names, or parts of names.'),
    max_results: z.int().min(1).max(50).default(10),
  });
  const hit = z.object({ path: z.string(), line: count, score: z.number(), text: z.string() });
  const outputSchema = z.object({ hits: z.array(hit), indexed_at: z.string() });
  const description = 'Finds the parts of files that are most about some words, the best first.';
  const config = { description, inputSchema, outputSchema, annotations: READS };
  server.registerTool('search', config, async ({ query, max_results }, { mcpReq }) => {
    await index.ready(mcpReq.signal);
    const hits = [];
    for (const found of index.search(query, max_results)) {
      const source = await readSource(join(project, found.path));
      const lines = source?.lines.slice(found.line - 1, found.line - 1 + LINES_SHOWN) ?? [];
      hits.push({ ...found, text: lines.join('\n').slice(0, 4_000) });
    }
    return answer({ hits, indexed_at: index.indexedAt ?? '' });
  });
}

function addDependencies(server: McpServer, index: CodeIndex): void {
  const inputSchema = z.strictObject({
    module: z.string().max(500).optional().describe('Only modules whose names hold this.'),
  });
  const module = z.object({ module: z.string(), files: z.array(z.string()) });
  const outputSchema = z.object({ modules: z.array(module), truncated: z.boolean() });
  const description =
    'Tells which files import which modules, the most used first. It reads lines, not syntax.';
  const config = { description, inputSchema, outputSchema, annotations: READS };
  server.registerTool('analyze_dependencies', config, async ({ module = '' }, { mcpReq }) => {
    await index.ready(mcpReq.signal);
    const users = new Map<string, string[]>();
    for (const [path, { imports }] of index.files) {
      for (const name of imports.filter((one) => one.includes(module))) {
        users.set(name, [...(users.get(name) ?? []), path]);
      }
    }
    const sorted = [...users].sort(([, one], [, other]) => other.length - one.length);
    const modules = sorted.slice(0, MOST_MODULES).map(([name, files]) => ({ module: name, files }));
    return answer({ modules, truncated: sorted.length > MOST_MODULES });
  });
}

function addInfo(server: McpServer, project: string, index: CodeIndex): void {
  const ending = z.object({ ending: z.string(), files: count });
  const outputSchema = z.object({
    name: z.string(),
    description: z.string(),
    endings: z.array(ending),
    folders: z.array(z.string()),
  });
  const description = 'Says what this repository is: name, description, kinds of files, folders.';
  server.registerTool(
    'project_info',
    { description, outputSchema, annotations: READS },
    async ({ mcpReq }) => {
      await index.ready(mcpReq.signal);
      return answer({ ...(await projectInfo(project, index)) });
    },
  );
}

function addStats(server: McpServer, index: CodeIndex): void {
  const outputSchema = z.object({
    files: count,
    lines: count,
    bytes: count,
    terms: count,
    indexed_at: z.string(),
  });
  const description = 'Tells how large the index is and when it was last brought up to date.';
  server.registerTool('stats', { description, outputSchema, annotations: READS }, async ({ mcpReq }) => {
    await index.ready(mcpReq.signal);
    const known = [...index.files.values()];
    const sum = (of: 'lines' | 'bytes') => known.reduce((total, file) => total + file[of], 0);
    const { terms, indexedAt = '' } = index;
    return answer({
      files: known.length,
      lines: sum('lines'),
      bytes: sum('bytes'),
      terms,
      indexed_at: indexedAt,
    });
  });
}
