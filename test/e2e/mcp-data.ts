import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** mcpData writes the registry of a router: its entries by id, all of them enabled unless `enabled` says which. */
export function mcpData(servers: Readonly<Record<string, object>>, enabled = Object.keys(servers)) {
  return async (directory: string): Promise<void> => {
    const folder = join(directory, 'mcp');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'registry.json'), JSON.stringify({ servers }));
    await writeFile(join(folder, 'servers.txt'), `${enabled.join('\n')}\n`);
  };
}

/** nodeServer is the entry of a server that node runs. */
export function nodeServer(...args: string[]): object {
  return { command: process.execPath, args, cwd: process.cwd() };
}
