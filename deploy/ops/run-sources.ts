import { registerHooks } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

// Lets Node run the libraries' sources as they are. They are written for the compiler, so their imports say `.js`
// and `@app/<room>`. Only sources without parameter properties and decorators run without further flags.

const libraries = pathToFileURL(resolve(import.meta.dirname, '../../libs')).href;

registerHooks({
  resolve(specifier, context, next) {
    const room = /^@app\/([a-z]+)$/.exec(specifier)?.[1];
    if (room !== undefined) return next(`${libraries}/${room}/src/index.ts`, context);
    const ours = specifier.startsWith('.') && context.parentURL?.startsWith(`${libraries}/`);
    return next(ours ? specifier.replace(/\.js$/, '.ts') : specifier, context);
  },
});
