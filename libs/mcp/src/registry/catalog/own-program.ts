import { join, sep } from 'node:path';

/** A document's registryType for servers that are apps of this repository; no other registry has that word. */
export const OWN = 'built-in';
const NAME = /^(mcp-[a-z]+|training)$/;
const COMPILED = join('src', 'main.js');

/** ownProgram is the compiled main file of an app; undefined for a name that no server of ours can have. */
export function ownProgram(app: string): string | undefined {
  return NAME.test(app) ? join(compiledRoot(), 'apps', app, COMPILED) : undefined;
}

/** isOwnProgram tells the files that ownProgram names from all others. */
export function isOwnProgram(file: string | undefined): boolean {
  const [app] = file === undefined ? [] : file.split(sep).slice(-3);
  return app !== undefined && ownProgram(app) === file;
}

/** The compiler keeps the repository's folders; run from its sources, what it has compiled is in dist. */
function compiledRoot(): string {
  const root = join(import.meta.dirname, '../../../../..');
  return import.meta.filename.endsWith('.ts') ? join(root, 'dist') : root;
}
