import type { BuiltInServer } from '../built-in-server.js';
import { OWN } from '../own-program.js';

/** FILESYSTEM_SERVER is apps/mcp-files. */
export const FILESYSTEM_SERVER: BuiltInServer = {
  id: 'filesystem',
  document: {
    name: 'switchyard/filesystem',
    description: 'Reads, writes and searches files and code in the folders that it is given.',
    version: '0.1.0',
    packages: [
      {
        registryType: OWN,
        identifier: 'mcp-files',
        version: '0.1.0',
        transport: { type: 'stdio' },
        packageArguments: [
          {
            type: 'named',
            name: '--root',
            description: 'A folder that it may use, as name=/absolute/path, with :ro at its end to read only',
            isRequired: true,
            isRepeated: true,
          },
        ],
      },
    ],
  },
  entry: { scopes: ['filesystem', 'code'] },
};
