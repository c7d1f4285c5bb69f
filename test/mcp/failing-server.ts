import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('fixtures/failing-server.mjs', import.meta.url));

export type FailingMode =
  | 'well-behaved'
  | 'crash-mid-call'
  | 'no-ping'
  | 'stubborn'
  | 'grandchild'
  | 'setsid-grandchild'
  | 'bare-grandchild'
  | 'long-line'
  | 'junk'
  | 'duplicate-ids'
  | 'slow-list'
  | 'stderr-flood'
  | 'dies-at-once'
  | 'deaf'
  | 'closes-output';

/** failingServer is the command of an MCP server over stdio that misbehaves in one way; see the fixture for how. */
export function failingServer(mode: FailingMode, amount = 0): { command: string; args: string[] } {
  return { command: process.execPath, args: [PROGRAM, mode, String(amount)] };
}
