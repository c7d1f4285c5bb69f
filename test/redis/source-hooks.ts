import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { join } from 'node:path';

/**
 * Lets a child process of a test run the sources as they are: `@app/<room>` is the room's door, and the `.js` of a
 * relative import is the `.ts` beside it. For `node --experimental-transform-types --import`.
 */
const root = fileURLToPath(new URL('../..', import.meta.url));

registerHooks({
  resolve(specifier, context, next) {
    const [, room] = /^@app\/([a-z-]+)$/.exec(specifier) ?? [];
    if (room !== undefined)
      return next(pathToFileURL(join(root, 'libs', room, 'src/index.ts')).href, context);
    return next(sourceOf(specifier, context.parentURL) ?? specifier, context);
  },
});

function sourceOf(specifier: string, parent: string | undefined): string | undefined {
  if (!specifier.startsWith('.') || !specifier.endsWith('.js') || parent === undefined) return undefined;
  const url = new URL(specifier.replace(/\.js$/, '.ts'), parent);
  return existsSync(url) ? url.href : undefined;
}
