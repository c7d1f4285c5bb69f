/**
 * A server for the official conformance suite:
 *
 *     node conformance-server.ts              over stdio, in both eras
 *     node conformance-server.ts --legacy     over stdio, with a handshake only
 *     node conformance-server.ts --http       over HTTP, in both eras; prints its URL
 */
import { StdioServerTransport, serveStdio } from '@modelcontextprotocol/server/stdio';
import { conformanceServer } from './conformance/conformance-mcp-server.ts';
import { serveHttp } from './conformance/serve-http.ts';

const lists = { hasTool: false, hasPrompt: false };

if (process.argv.includes('--http')) {
  process.stdout.write(`${await serveHttp(lists)}\n`);
} else if (process.argv.includes('--legacy')) {
  await conformanceServer(lists).connect(new StdioServerTransport());
} else {
  serveStdio(() => conformanceServer(lists));
}
