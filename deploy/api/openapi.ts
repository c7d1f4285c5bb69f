import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { documentText } from './document-text.ts';
import { routeListText } from './route-list.ts';

// node deploy/api/openapi.ts write|check: docs/api/*.json from what `npm run build` made, and the routes in them that
// the dashboard lets its pages reach.

const REPO = resolve(import.meta.dirname, '../..');
const REACHED = ['gateway', 'ops', 'router'];
const APPS = ['dashboard', 'training', ...REACHED];
const ROUTES = join(REPO, 'apps/dashboard/src/bff/api-routes.ts');

interface Documented {
  readonly apiDocument: () => Promise<object>;
}

async function documentOf(app: string): Promise<object> {
  const built = join(REPO, 'dist/apps', app, 'src/api-document.js');
  const { apiDocument } = (await import(pathToFileURL(built).href)) as Documented;
  // As it is written down: without what JSON leaves out.
  return JSON.parse(documentText(await apiDocument())) as object;
}

async function files(): Promise<Map<string, string>> {
  const documents = new Map<string, object>();
  for (const app of APPS) documents.set(app, await documentOf(app));
  const texts = [...documents].map(
    ([app, document]) => [join(REPO, 'docs/api', `${app}.json`), documentText(document)] as const,
  );
  const reached = REACHED.map((app) => [app, documents.get(app) ?? {}] as const);
  return new Map([...texts, [ROUTES, routeListText(Object.fromEntries(reached))]]);
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function check(path: string, text: string): void {
  if (committed(path) === text) return;
  process.stderr.write(
    `${relative(REPO, path)} is not what the apps serve: npm run build && npm run api:write\n`,
  );
  process.exitCode = 1;
}

function committed(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

const DO: Readonly<Record<string, (path: string, text: string) => void>> = { write, check };
const act = DO[process.argv[2] ?? ''];
if (act) for (const [path, text] of await files()) act(path, text);
else {
  process.stderr.write('wanted write or check\n');
  process.exitCode = 64;
}
