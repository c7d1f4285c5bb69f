import { McpServer, type McpServerOptions } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { DomainError } from '@app/kernel';
import type { Report, Tool } from './tool.js';

export interface ToolSet {
  readonly name: string;
  readonly instructions: string;
  readonly tools: readonly Tool[];
}

const VERSION = '0.1.0';
/** A set is the same as long as its process lives; after an upgrade a client that still has the old one asks soon. */
const ASKED_AGAIN = { ttlMs: 60_000, cacheScope: 'private' } as const;
const OPTIONS: McpServerOptions = {
  capabilities: { tools: { listChanged: false } },
  cacheHints: { 'tools/list': ASKED_AGAIN, 'server/discover': ASKED_AGAIN },
};
/** EX_CONFIG of sysexits.h. */
const WRONG_CONFIGURATION = 78;

/**
 * runTools serves a set of tools on the standard streams, in both eras of the protocol, until standard input ends. A set
 * that cannot be made ends the process with the reason on standard error, and with 78 if its configuration is wrong.
 */
export async function runTools(make: () => Promise<ToolSet>): Promise<void> {
  try {
    const set = await make();
    serveStdio(() => toolServer(set, sayToOperators), { onerror: ({ name }) => sayToOperators(name) });
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    sayToOperators(error.message);
    process.exitCode = error.code === 'invalid_configuration' ? WRONG_CONFIGURATION : 1;
  }
}

/** toolServer is the SDK's server with the tools of the set. */
export function toolServer({ name, instructions, tools }: ToolSet, report: Report): McpServer {
  const server = new McpServer({ name, version: VERSION }, { ...OPTIONS, instructions });
  for (const tool of tools) tool.addTo(server, report);
  return server;
}

/** sayToOperators writes a line to standard error, which the router keeps in its log. */
export function sayToOperators(text: string): void {
  process.stderr.write(`${text}\n`);
}
