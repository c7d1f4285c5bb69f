import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const FOLDER = '.repo-mcp';
const FILE = 'index.json';
/** To be raised when the form or the way of splitting words changes: older ones are built anew. */
const FORM = 1;

const known = z.object({
  hash: z.string(),
  bytes: z.number(),
  lines: z.number(),
  /** Ids of the file's parts in the search index. */
  parts: z.array(z.string()),
  imports: z.array(z.string()),
});
export type KnownFile = z.output<typeof known>;

const keptIndex = z.object({
  form: z.literal(FORM),
  indexedAt: z.string(),
  files: z.record(z.string(), known),
  search: z.string(),
});
type KeptIndex = z.output<typeof keptIndex>;

/** loadIndex reads the index that was kept; undefined when there is none that can be used. */
export async function loadIndex(project: string): Promise<KeptIndex | undefined> {
  try {
    const text = await readFile(join(project, FOLDER, FILE), 'utf8');
    return keptIndex.safeParse(JSON.parse(text)).data;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** saveIndex keeps an index; whoever reads it meanwhile has the one before. Git does not see the folder. */
export async function saveIndex(project: string, index: Omit<KeptIndex, 'form'>): Promise<void> {
  const folder = join(project, FOLDER);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, '.gitignore'), '*\n');
  const beside = join(folder, `${FILE}.${process.pid}.tmp`);
  await writeFile(beside, JSON.stringify({ form: FORM, ...index }));
  await rename(beside, join(folder, FILE));
}
