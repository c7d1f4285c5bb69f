// Generates the client anew beside the committed one and compares: a contract that changed must be seen in the diff.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const web = fileURLToPath(new URL('..', import.meta.url));
const committed = join(web, 'src/api/generated');
const fresh = mkdtempSync(join(tmpdir(), 'generated-'));
try {
  execFileSync(join(web, 'node_modules/.bin/openapi-ts'), [], {
    cwd: web,
    env: { ...process.env, GENERATED_INTO: fresh },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const differing = filesOf(committed)
    .concat(filesOf(fresh))
    .filter(
      (file, index, all) => all.indexOf(file) === index && textOf(committed, file) !== textOf(fresh, file),
    );
  if (differing.length > 0) {
    console.error(`The generated client is not that of docs/api: ${differing.join(', ')}`);
    console.error('Run "npm run generate" in apps/dashboard/web and look at what changed.');
    process.exitCode = 1;
  }
} finally {
  rmSync(fresh, { recursive: true });
}

function filesOf(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}

function textOf(folder, file) {
  try {
    return readFileSync(join(folder, file), 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}
