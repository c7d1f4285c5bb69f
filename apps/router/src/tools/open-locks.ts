import { join } from 'node:path';
import { ConfigError } from '@app/config';
import { DomainError } from '@app/kernel';
import { ToolLocks } from '@app/mcp';
import type { ServerLogs } from '../logs/server-logs.js';
import type { Ends } from './ends.js';
import type { ToolSurroundings } from './tools.js';

/**
 * openLocks opens the lock of the tools' definitions. Throws a ConfigError for a file that cannot be used: to begin without
 * it would be to trust whatever the tools say of themselves now.
 */
export async function openLocks(
  { variables, logger }: Pick<ToolSurroundings, 'variables' | 'logger'>,
  logs: Pick<ServerLogs, 'warn'>,
  ends: Ends,
): Promise<ToolLocks> {
  const options = {
    path: join(variables.DATA_DIR, 'mcp', 'tool-locks.json'),
    quarantined: (server: string, tool: string) => {
      logger.warn({ server, tool }, 'a tool changed its definition and waits for an operator');
      logs.warn(server, `The tool ${tool} changed its definition, and is in quarantine`);
    },
    trouble: ({ message }: DomainError) =>
      logger.error({ reason: message }, 'the lock of the tools cannot be kept'),
  };
  const locks = await ToolLocks.open(options).catch((error: unknown) => {
    throw error instanceof DomainError ? unusable(error) : error;
  });
  ends.add(() => locks.close());
  return locks;
}

function unusable({ message }: DomainError): ConfigError {
  return new ConfigError('tool-locks.json, the approved definitions of all tools,', [
    message.replace(/^tool-locks\.json is not valid: /, ''),
    'put a good copy back, or move it away to have every tool approved anew at first sight',
  ]);
}
