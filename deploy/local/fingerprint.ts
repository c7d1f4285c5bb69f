import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const SOURCES = [
  'apps/*/src/**/*.ts',
  'libs/*/src/**/*.ts',
  'apps/*/tsconfig.app.json',
  'apps/tsconfig.build.json',
  'tsconfig.json',
  'nest-cli.json',
  'package-lock.json',
];

const WEB = 'apps/dashboard/web';
const PAGE_SOURCES = [`${WEB}/{src,public}/**`, `${WEB}/*.{html,json,mjs,ts}`];

/** fingerprintOfSources changes when anything that the build reads changes; tests do not count. */
export function fingerprintOfSources(repo: string): string {
  const files = globSync(SOURCES, { cwd: repo }).filter((path) => !path.endsWith('.spec.ts'));
  return fingerprint(repo, files);
}

/** fingerprintOfModules changes when what `npm install` reads changes, Node's version included. */
export function fingerprintOfModules(repo: string): string {
  return `${process.version} ${fingerprint(repo, ['package.json', 'package-lock.json', '.npmrc'])}`;
}

/** fingerprintOfPage changes when anything that the page's build reads changes. */
export function fingerprintOfPage(repo: string): string {
  const entries = globSync(PAGE_SOURCES, { cwd: repo, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return fingerprint(
    repo,
    files.map((file) => relative(repo, file)),
  );
}

/** fingerprintOfPageModules changes when what `npm install` reads for the page changes. */
export function fingerprintOfPageModules(repo: string): string {
  return `${process.version} ${fingerprint(repo, [`${WEB}/package.json`, `${WEB}/package-lock.json`])}`;
}

function fingerprint(repo: string, files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of [...files].sort()) {
    const content = readFileSync(join(repo, file));
    hash.update(`${file}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}
