import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { CodeIndex } from './code-index.ts';
import { codeIndexer } from './code-indexer.ts';

// The repository is the folder that this is started in.
const project = process.cwd();
const index = new CodeIndex(project);
serveStdio(() => codeIndexer(project, index));
