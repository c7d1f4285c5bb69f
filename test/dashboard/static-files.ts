import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { SECURITY_HEADERS } from '../../apps/dashboard/src/web/security-headers.ts';

const DIST = new URL('../../apps/dashboard/web/dist/', import.meta.url).pathname;
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** As the real backend says of names that hold a hash: a page that is loaded again is neither fetched nor compiled anew. */
const FOREVER = { 'cache-control': 'public, max-age=31536000, immutable' };

/** serveStatic serves the build with the headers of the real backend; what is no file is the page itself. */
export async function serveStatic(path: string, response: ServerResponse): Promise<void> {
  const name = /^\/(assets\/)?[A-Za-z0-9_.-]+\.[a-z]+$/.test(path) ? path : '/index.html';
  const content = await readFile(join(DIST, name)).catch(() => undefined);
  response.writeHead(content === undefined ? 404 : 200, {
    ...SECURITY_HEADERS,
    'content-type': TYPES[extname(name)] ?? 'application/octet-stream',
    ...(content !== undefined && name.startsWith('/assets/') && FOREVER),
  });
  response.end(content);
}
