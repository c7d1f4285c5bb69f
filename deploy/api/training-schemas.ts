import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

// node deploy/api/training-schemas.ts: apps/training/schemas/*.schema.json from what `npm run build` made. A unit spec
// compares.

const REPO = resolve(import.meta.dirname, '../..');
const FOLDER = join(REPO, 'apps/training/schemas');
const BUILT = join(REPO, 'dist/apps/training/src/schema-files.js');

const { schemaFiles } = (await import(pathToFileURL(BUILT).href)) as {
  readonly schemaFiles: () => Promise<ReadonlyMap<string, string>>;
};
const files = await schemaFiles();
mkdirSync(FOLDER, { recursive: true });
for (const name of readdirSync(FOLDER)) if (!files.has(name)) rmSync(join(FOLDER, name));
for (const [name, text] of files) writeFileSync(join(FOLDER, name), text);
