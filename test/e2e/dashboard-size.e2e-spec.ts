import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const DIST = new URL('../../apps/dashboard/web/dist/', import.meta.url).pathname;

interface Chunk {
  readonly file: string;
  readonly imports?: readonly string[];
  readonly dynamicImports?: readonly string[];
  readonly css?: readonly string[];
}

const manifest = JSON.parse(readFileSync(`${DIST}.vite/manifest.json`, 'utf8')) as Record<string, Chunk>;

function kilobytes(file: string): number {
  return gzipSync(readFileSync(`${DIST}${file}`), { level: 9 }).length / 1000;
}

/** All files that a chunk needs at once, itself among them. */
function filesOf(name: string, seen = new Set<string>()): Set<string> {
  const chunk = manifest[name];
  if (chunk === undefined || seen.has(chunk.file)) return seen;
  seen.add(chunk.file);
  for (const css of chunk.css ?? []) seen.add(css);
  for (const each of chunk.imports ?? []) filesOf(each, seen);
  return seen;
}

const sum = (files: Iterable<string>) => [...files].reduce((total, file) => total + kilobytes(file), 0);
const ofKind = (files: Iterable<string>, end: string) => [...files].filter((file) => file.endsWith(end));
const shell = filesOf('index.html');
const pages = Object.keys(manifest).filter((name) => name.startsWith('src/pages/'));

it('the shell has at most 175 kB of script, compressed', () => {
  expect(sum(ofKind(shell, '.js'))).toBeLessThan(175);
});

it('no page adds more than 70 kB of script, and none makes the first load larger than 250 kB', () => {
  expect(pages.length).toBeGreaterThan(4);
  const sizes = pages.map((name) => {
    const added = [...filesOf(name)].filter((file) => !shell.has(file));
    return { name, script: sum(ofKind(added, '.js')), firstLoad: sum(shell) + sum(added) };
  });
  expect(sizes.filter(({ script, firstLoad }) => script > 70 || firstLoad > 250)).toEqual([]);
});

it('no page needs more than 12 kB of styles, and there is no font', () => {
  const sizes = pages.map((name) => {
    const files = new Set([...shell, ...filesOf(name)]);
    return { name, styles: sum(ofKind(files, '.css')) };
  });
  expect(sizes.filter(({ styles }) => styles > 12)).toEqual([]);
  const all = readdirSync(`${DIST}assets`);
  expect(all.filter((file) => /\.(woff2?|ttf|otf)$/.test(file))).toEqual([]);
});
