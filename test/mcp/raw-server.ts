import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** What a server lists depends on what its client can do. */
export const CAPABILITIES = {
  sampling: {},
  elicitation: { form: {}, url: {} },
  roots: { listChanged: true },
};
const envelope = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': CAPABILITIES,
};
const HELLO = {
  id: 0,
  method: 'initialize',
  params: {
    protocolVersion: '2025-11-25',
    capabilities: CAPABILITIES,
    clientInfo: { name: 'raw', version: '1.0.0' },
  },
};
const LIST = { id: 1, method: 'tools/list', params: {} };
/** What is said at first, and behind each answer. */
const TALKS = {
  legacy: [[HELLO], [{ method: 'notifications/initialized' }, LIST]],
  modern: [[{ ...LIST, params: { _meta: envelope } }]],
} as const;

/** rawTools is the result of tools/list as a server wrote it, with no library in between. */
export async function rawTools(
  era: 'legacy' | 'modern',
  { command, args }: { readonly command: string; readonly args: readonly string[] },
  env: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const child = spawn(command, args, {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: { PATH: process.env.PATH, ...env },
  });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const turns = TALKS[era].values();
  const say = (): void => {
    for (const message of turns.next().value ?? [])
      child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  };
  try {
    say();
    for await (const line of createInterface({ input: child.stdout })) {
      const message = JSON.parse(line) as { id?: number; result?: unknown };
      if (message.id === 1) return message.result;
      if (message.id === 0) say();
    }
    throw new Error('The server ended without an answer.');
  } finally {
    child.kill('SIGKILL');
    await exited;
  }
}
