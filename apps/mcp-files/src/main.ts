import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { filesServer } from './server/files-server.js';
import { Turns } from './server/turns.js';
import { openRoots } from './roots/open-roots.js';
import { RootOptionError, rootOptions } from './roots/root-options.js';

/** Exit code of a program that was called wrongly, from sysexits.h. */
const USAGE = 64;

try {
  const roots = await openRoots(rootOptions(process.argv.slice(2), process.env));
  const turns = new Turns();
  serveStdio(() => filesServer(roots, turns));
} catch (error) {
  if (!(error instanceof RootOptionError)) throw error;
  process.stderr.write(`mcp-files: ${error.message}\n`);
  process.exitCode = USAGE;
}
