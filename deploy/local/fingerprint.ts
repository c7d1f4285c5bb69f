import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const SOURCES = [
  'apps/*/src/**/*.ts',
  'libs/*/src/**/*.ts',
  'apps/*/tsconfig.app.json',
  'tsconfig.json',
  'nest-cli.json',
  'package-lock.json',
];

/** fingerprintOfSources changes when anything that the build reads changes; tests do not count. */
export function fingerprintOfSources(repo: string): string {
  const files = globSync(SOURCES, { cwd: repo }).filter((path) => !path.endsWith('.spec.ts'));
  return fingerprint(repo, files);
}

/** fingerprintOfModules changes when what `npm install` reads changes, Node's version included. */
export function fingerprintOfModules(repo: string): string {
  return `${process.version} ${fingerprint(repo, ['package.json', 'package-lock.json', '.npmrc'])}`;
}

function fingerprint(repo: string, files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of [...files].sort()) {
    const content = readFileSync(join(repo, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}
