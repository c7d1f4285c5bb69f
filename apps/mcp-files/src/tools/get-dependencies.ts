import type { FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import { manifestKind, type ManifestKind } from '../manifests/kinds-of-manifests.js';
import { ManifestError } from '../manifests/manifest.js';
import { openInside } from '../roots/open-inside.js';
import type { Place, Roots } from '../roots/roots.js';
import type { Tool } from '../server/add-tool.js';
import type { ToolCall } from '../server/tool-call.js';
import { ToolFailure } from '../server/tool-failure.js';
import { readWhole } from '../text/read-whole.js';
import { wholeText } from '../text/whole-text.js';
import { WalkBudget } from '../walk/walk-budget.js';
import { walkFiles } from '../walk/walk-files.js';
import { includeIgnored, incomplete, path } from './argument-schemas.js';

const LARGEST = 1024 * 1024;
const MOST_MANIFESTS = 200;
const MOST_DEPENDENCIES = 5_000;

const input = z.strictObject({ path, include_ignored: includeIgnored });
const manifest = z.object({
  path: z.string(),
  ecosystem: z.enum(['npm', 'pypi', 'go', 'cargo', 'maven']),
  name: z.string().optional(),
  version: z.string().optional(),
  dependencies: z.array(z.object({ name: z.string(), version: z.string().optional(), kind: z.string() })),
  problem: z.string().optional().describe('Why it could not be read.'),
});
const output = z.object({ manifests: z.array(manifest), incomplete });
type Found = z.output<typeof manifest>;

/** getDependencies is the tool get_dependencies. */
export function getDependencies(roots: Roots): Tool<typeof input, typeof output> {
  return {
    name: 'get_dependencies',
    title: 'List dependencies',
    description:
      'Reads what projects depend on, from package.json, requirements.txt, pyproject.toml, go.mod, Cargo.toml and ' +
      'pom.xml: of one such file, or of all in a folder and below it.',
    input,
    output,
    annotations: { readOnlyHint: true, openWorldHint: false },
    async run(args, call) {
      const place = roots.place(args.path);
      const kind = manifestKind(basename(place.inside));
      if (kind !== undefined) return { manifests: [await ofFile(place, kind)] };
      return ofFolder(place, args.include_ignored, call);
    },
  };
}

async function ofFile(place: Place, kind: ManifestKind): Promise<Found> {
  const found = await read(() => openInside(place), place.shown, kind);
  if (found.problem !== undefined) throw new ToolFailure('path', found.problem);
  return found;
}

async function ofFolder(place: Place, ignored: boolean, call: ToolCall): Promise<z.output<typeof output>> {
  const budget = new WalkBudget(call.signal);
  const manifests: Found[] = [];
  let [seen, dependencies] = [0, 0];
  for await (const { shown, name, open } of walkFiles(place, ignored, budget)) {
    await call.progress(++seen, `${seen} files seen`);
    const kind = manifestKind(name);
    if (kind === undefined) continue;
    const found = await read(open, shown, kind);
    dependencies += found.dependencies.length;
    if (manifests.length === MOST_MANIFESTS || dependencies > MOST_DEPENDENCIES)
      return { manifests, incomplete: 'size' };
    manifests.push(found);
  }
  const { reason } = budget;
  return { manifests, ...(reason !== undefined && { incomplete: reason }) };
}

async function read(
  open: () => Promise<FileHandle>,
  path: string,
  { ecosystem, read }: ManifestKind,
): Promise<Found> {
  await using file = await open();
  const bytes = (await file.stat()).isFile() ? await readWhole(file, LARGEST) : undefined;
  if (bytes === undefined)
    return { path, ecosystem, dependencies: [], problem: `is larger than ${LARGEST} bytes` };
  try {
    return { path, ecosystem, ...read(wholeText(bytes)) };
  } catch (error) {
    if (error instanceof ManifestError) return { path, ecosystem, dependencies: [], problem: error.message };
    if (error instanceof ToolFailure)
      return { path, ecosystem, dependencies: [], problem: 'is not UTF-8 text' };
    throw error;
  }
}
