import type { FileHandle } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Place } from '../roots/roots.js';
import type { ToolCall } from '../server/tool-call.js';
import { isBinary } from '../text/is-binary.js';
import { readWhole } from '../text/read-whole.js';
import type { Globs } from '../walk/globs.js';
import { WalkBudget } from '../walk/walk-budget.js';
import { walkFiles, type FoundFile } from '../walk/walk-files.js';
import { fileMatches, type LineMatch, type Pacing } from './file-matches.js';
import type { LineFinder } from './line-finder.js';

export interface ContentWishes {
  readonly include: Globs;
  readonly exclude: Globs;
  readonly context: number;
  readonly most: number;
  readonly ignored: boolean;
}

interface ShownMatch {
  path: string;
  line: number;
  column: number;
  text: string;
  before?: string[];
  after?: string[];
}

/** What a search has found, and why that may not be everything. */
export interface ContentFindings {
  matches: ShownMatch[];
  files_searched: number;
  files_skipped: number;
  incomplete?: 'max_results' | 'size' | 'time' | 'entries' | 'unreadable' | 'long_lines';
}

const LARGEST_FILE = 4 * 1024 * 1024;
const MOST_SHOWN = 256 * 1024;

/** ContentSearch looks for lines in files, within limits of results, of size and of time. */
export class ContentSearch {
  readonly #found: ContentFindings = { matches: [], files_searched: 0, files_skipped: 0 };
  #shown = 0;
  #characters = 0;

  constructor(
    private readonly finder: LineFinder,
    private readonly wishes: ContentWishes,
  ) {}

  async through(place: Place, call: ToolCall): Promise<ContentFindings> {
    const { include, exclude, ignored } = this.wishes;
    const budget = new WalkBudget(call.signal);
    const pacing = this.pacing(budget, call);
    for await (const file of walkFiles(place, ignored, budget)) {
      if ((!include.empty && !include.match(file.relative)) || exclude.match(file.relative)) continue;
      await this.into(file, pacing);
      if (this.#found.incomplete !== undefined) return this.#found;
    }
    if (budget.reason !== undefined) this.#found.incomplete = budget.reason;
    return this.#found;
  }

  private pacing(budget: WalkBudget, call: ToolCall): Pacing {
    return {
      breathe: async (searched) => {
        this.#characters += searched;
        const { files_searched, matches } = this.#found;
        await nextTurn();
        await call.progress(this.#characters, `${files_searched} files, ${matches.length} lines found`);
        return !budget.late();
      },
      leaveOut: () => budget.leaveOut('long_lines'),
    };
  }

  private async into(file: FoundFile, pacing: Pacing): Promise<void> {
    const bytes = await contentOf(file);
    if (bytes === undefined || isBinary(bytes)) {
      this.#found.files_skipped++;
      return;
    }
    this.#found.files_searched++;
    for await (const match of fileMatches(bytes.toString(), this.finder, this.wishes.context, pacing)) {
      if (!this.keep(shownMatch(file.shown, match, this.wishes.context))) return;
    }
  }

  private keep(match: ShownMatch): boolean {
    const { matches } = this.#found;
    const { path, text, before = [], after = [] } = match;
    this.#shown += [path, text, ...before, ...after].reduce((sum, part) => sum + part.length, 0);
    if (matches.length === this.wishes.most) this.#found.incomplete = 'max_results';
    else if (this.#shown > MOST_SHOWN) this.#found.incomplete = 'size';
    else matches.push(match);
    return this.#found.incomplete === undefined;
  }
}

function shownMatch(
  path: string,
  { line, column, text, before, after }: LineMatch,
  context: number,
): ShownMatch {
  const around = context > 0 ? { before: [...before], after: [...after] } : {};
  return { path, line, column, text, ...around };
}

/** Undefined for a file that is too large, has gone, or may not be read. */
async function contentOf({ open }: FoundFile): Promise<Buffer | undefined> {
  try {
    await using file: FileHandle = await open();
    return (await file.stat()).isFile() ? await readWhole(file, LARGEST_FILE) : undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EACCES' || code === 'EPERM' || code === 'ELOOP') return undefined;
    throw error;
  }
}
