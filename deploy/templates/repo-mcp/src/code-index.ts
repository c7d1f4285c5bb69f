import { join } from 'node:path';
import MiniSearch, { type Options } from 'minisearch';
import { loadIndex, saveIndex, type KnownFile } from './kept-index.ts';
import { projectFiles } from './project-files.ts';
import { importsOf, readSource, type SourceFile } from './source-file.ts';
import { words } from './words.ts';

interface Part {
  readonly id: string;
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

export interface IndexRun {
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  readonly unchanged: number;
  /** Binary or too large. */
  readonly skipped: number;
}

export interface Hit {
  readonly path: string;
  /** Where the part of the file begins that was found. */
  readonly line: number;
  readonly score: number;
}

const LINES_OF_A_PART = 40;
/** BM25 over parts of files, so that a hit says where; a path's own words count double. */
const SEARCH: Options<Part> = {
  fields: ['path', 'text'],
  storeFields: ['path', 'line'],
  tokenize: words,
  searchOptions: { boost: { path: 2 }, prefix: true },
};

/**
 * CodeIndex finds words in a repository. It is kept in `.repo-mcp/`, and update() reads anew only what has another
 * content than before.
 */
export class CodeIndex {
  readonly #project: string;
  #files = new Map<string, KnownFile>();
  #search = new MiniSearch<Part>(SEARCH);
  #indexedAt: string | undefined;
  #loaded: Promise<void> | undefined;
  #updating: Promise<unknown> = Promise.resolve();

  constructor(project: string) {
    this.#project = project;
  }

  get files(): ReadonlyMap<string, KnownFile> {
    return this.#files;
  }

  get indexedAt(): string | undefined {
    return this.#indexedAt;
  }

  get terms(): number {
    return this.#search.termCount;
  }

  /** ready loads what was kept; with nothing kept, it indexes. */
  async ready(signal?: AbortSignal): Promise<void> {
    await (this.#loaded ??= this.#load());
    if (this.#indexedAt === undefined) await this.update(signal);
  }

  /** update brings the index up to date; one run at a time. A cancelled one leaves what it has done so far. */
  update(signal?: AbortSignal): Promise<IndexRun> {
    const run = this.#updating.then(() => this.#update(signal));
    this.#updating = run.catch(() => undefined);
    return run;
  }

  search(query: string, most: number): Hit[] {
    const found = this.#search.search(query).slice(0, most);
    return found.map(({ path, line, score }) => ({ path, line, score: Math.round(score * 1_000) / 1_000 }));
  }

  async #load(): Promise<void> {
    const kept = await loadIndex(this.#project);
    if (kept === undefined) return;
    this.#search = MiniSearch.loadJSON<Part>(kept.search, SEARCH);
    this.#files = new Map(Object.entries(kept.files));
    this.#indexedAt = kept.indexedAt;
  }

  async #update(signal: AbortSignal | undefined): Promise<IndexRun> {
    await (this.#loaded ??= this.#load());
    const run = { added: 0, changed: 0, removed: 0, unchanged: 0, skipped: 0 };
    const gone = new Set(this.#files.keys());
    for (const path of await projectFiles(this.#project, signal)) {
      signal?.throwIfAborted();
      const source = await readSource(join(this.#project, path));
      if (source !== undefined) gone.delete(path);
      run[source === undefined ? 'skipped' : this.#take(path, source)]++;
    }
    for (const path of gone) this.#forget(path);
    run.removed = gone.size;
    this.#indexedAt = new Date().toISOString();
    await this.#save();
    return run;
  }

  #take(path: string, source: SourceFile): 'added' | 'changed' | 'unchanged' {
    const before = this.#files.get(path);
    if (before?.hash === source.hash) return 'unchanged';
    this.#forget(path);
    const parts = partsOf(path, source.lines);
    this.#search.addAll(parts);
    this.#files.set(path, {
      hash: source.hash,
      bytes: source.bytes,
      lines: source.lines.length,
      parts: parts.map(({ id }) => id),
      imports: importsOf(path, source.lines),
    });
    return before === undefined ? 'added' : 'changed';
  }

  #forget(path: string): void {
    this.#search.discardAll(this.#files.get(path)?.parts ?? []);
    this.#files.delete(path);
  }

  async #save(): Promise<void> {
    await this.#search.vacuum();
    const search = JSON.stringify(this.#search);
    const indexedAt = this.#indexedAt ?? '';
    await saveIndex(this.#project, { indexedAt, files: Object.fromEntries(this.#files), search });
  }
}

function partsOf(path: string, lines: readonly string[]): Part[] {
  const count = Math.ceil(lines.length / LINES_OF_A_PART);
  return Array.from({ length: count }, (_, part) => {
    const start = part * LINES_OF_A_PART;
    const text = lines.slice(start, start + LINES_OF_A_PART).join('\n');
    return { id: `${path}#${start + 1}`, path, line: start + 1, text };
  });
}
