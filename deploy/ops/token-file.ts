import { join } from 'node:path';

/** tokenFile is where `make start` keeps the token of operations that it made. */
export function tokenFile(dataDir: string): string {
  return join(dataDir, 'run', 'ops-token');
}
