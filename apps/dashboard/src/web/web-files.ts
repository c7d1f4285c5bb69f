import { hash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

export interface WebFile {
  readonly type: string;
  readonly etag: string;
  /** Its name holds a hash of its content, so that it never changes. */
  readonly immutable: boolean;
  /** By content coding. */
  readonly bytes: { readonly identity: Buffer; readonly br?: Buffer; readonly gzip?: Buffer };
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};
const ALREADY_SMALL = new Set(['.ico', '.png', '.woff2']);
const HASHED = /^\/assets\/.*-[A-Za-z0-9_-]{8,}\.[a-z0-9]+$/;
const INDEX = '/index.html';

const packedGzip = promisify(gzip);
const packedBrotli = promisify(brotliCompress);

/**
 * WebFiles holds the built page in memory: what is served is looked up among what was found there, and no request ever
 * names a file. A new build is seen when its index.html is another.
 */
export class WebFiles {
  private files: ReadonlyMap<string, WebFile> = new Map();
  private built: number | undefined;

  constructor(private readonly folder: string) {}

  /** find returns the file of a path as `/assets/index-1a2b3c4d.js`. */
  find(path: string): WebFile | undefined {
    return this.files.get(path);
  }

  /** index returns the page itself; undefined: nothing has been built. */
  async index(): Promise<WebFile | undefined> {
    await this.refresh();
    return this.files.get(INDEX);
  }

  /** refresh reads the folder again when its index.html has changed. */
  async refresh(): Promise<void> {
    const built = await timeOf(join(this.folder, INDEX));
    if (built === this.built) return;
    this.files = built === undefined ? new Map() : await readFolder(this.folder);
    this.built = built;
  }
}

async function timeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).mtimeMs;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function readFolder(folder: string): Promise<Map<string, WebFile>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const served = paths.filter(
    (path) => TYPES[extname(path)] !== undefined && !isHidden(relative(folder, path)),
  );
  const files = new Map<string, WebFile>();
  // One after the other, for each that is packed holds up to ten megabytes meanwhile.
  for (const path of served) {
    const name = `/${relative(folder, path).split(sep).join('/')}`;
    files.set(name, await fileOf(name, path));
  }
  return files;
}

/** What the build left for other tools. */
function isHidden(path: string): boolean {
  return path.split(sep).some((part) => part.startsWith('.'));
}

async function fileOf(name: string, path: string): Promise<WebFile> {
  const kind = extname(path);
  const identity = await readFile(path);
  const packed = ALREADY_SMALL.has(kind) ? {} : await packedForms(path, identity);
  return {
    type: TYPES[kind] ?? '',
    etag: `"${hash('sha256', identity, 'base64url').slice(0, 27)}"`,
    immutable: HASHED.test(name),
    bytes: { identity, ...packed },
  };
}

/** Forms that the build has packed already are taken as they are. */
async function packedForms(path: string, bytes: Buffer): Promise<{ br: Buffer; gzip: Buffer }> {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 9 };
  const [br, gz] = await Promise.all([
    contentOf(`${path}.br`, () => packedBrotli(bytes, { params })),
    contentOf(`${path}.gz`, () => packedGzip(bytes, { level: 9 })),
  ]);
  return { br, gzip: gz };
}

async function contentOf(path: string, otherwise: () => Promise<Buffer>): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return otherwise();
    throw error;
  }
}
