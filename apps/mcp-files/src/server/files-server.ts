import { McpServer } from '@modelcontextprotocol/server';
import type { Roots } from '../roots/roots.js';
import { analyzeCode } from '../tools/analyze-code.js';
import { getDependencies } from '../tools/get-dependencies.js';
import { listDirectory } from '../tools/list-directory.js';
import { readFile } from '../tools/read-file.js';
import { searchContent } from '../tools/search-content.js';
import { searchFiles } from '../tools/search-files.js';
import { writeFile } from '../tools/write-file.js';
import { addTool } from './add-tool.js';
import type { Turns } from './turns.js';

const INFO = { name: 'filesystem', title: 'Files and code', version: '0.1.0' };

/** filesServer has every tool over some roots. Where all of them are read-only, there is nothing to write with. */
export function filesServer(roots: Roots, turns: Turns): McpServer {
  const instructions = `Every path begins with a root: ${roots.list
    .map(({ name, writable }) => (writable ? name : `${name} (read-only)`))
    .join(', ')}.`;
  const server = new McpServer(INFO, { instructions, maxToolInputElements: 200 });
  addTool(server, turns, readFile(roots));
  if (roots.list.some(({ writable }) => writable)) addTool(server, turns, writeFile(roots));
  addTool(server, turns, listDirectory(roots));
  addTool(server, turns, searchFiles(roots));
  addTool(server, turns, searchContent(roots));
  addTool(server, turns, analyzeCode(roots));
  addTool(server, turns, getDependencies(roots));
  return server;
}
