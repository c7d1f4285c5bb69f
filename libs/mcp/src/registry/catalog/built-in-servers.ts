import type { JsonObject } from '@app/kernel';
import type { BuiltInServer } from './built-in-server.js';
import { FILESYSTEM_SERVER } from './global/filesystem-server.js';
import { GITHUB_SERVER } from './global/github-server.js';
import { SECRETS_SERVER } from './global/secrets-server.js';
import { TRAINING_SERVER } from './global/training-server.js';
import { VECTOR_SERVER } from './global/vector-server.js';

/** Each process keeps what its client has told it. */
const ONE_CLIENT = { shared: false };

/** BUILT_IN_SERVERS are versions that have been run here; their order is that of the catalogue. */
export const BUILT_IN_SERVERS: readonly BuiltInServer[] = [
  FILESYSTEM_SERVER,
  GITHUB_SERVER,
  SECRETS_SERVER,
  TRAINING_SERVER,
  VECTOR_SERVER,
  npm('filesystem-npm', '@modelcontextprotocol/server-filesystem', '2026.8.31', {
    description: 'Reads, writes and searches files in the folders that it is given.',
    packageArguments: [
      {
        type: 'positional',
        valueHint: 'folder',
        description: 'A folder that it may use, as an absolute path',
        format: 'filepath',
        isRequired: true,
        isRepeated: true,
      },
    ],
  }),
  npm('memory', '@modelcontextprotocol/server-memory', '2026.8.31', {
    description: 'Keeps a knowledge graph in a file, for all clients together.',
    environmentVariables: [
      { name: 'MEMORY_FILE_PATH', description: 'The file that it keeps', format: 'filepath' },
    ],
  }),
  npm(
    'sequential-thinking',
    '@modelcontextprotocol/server-sequential-thinking',
    '2026.8.31',
    { description: 'Lets a model note down its thoughts step by step.' },
    ONE_CLIENT,
  ),
  npm('context7', '@upstash/context7-mcp', '4.1.1', {
    description: 'Finds current documentation of programming libraries; asks a service on the internet.',
    environmentVariables: [{ name: 'CONTEXT7_API_KEY', description: 'For higher limits', isSecret: true }],
  }),
  npm('github-npm', '@modelcontextprotocol/server-github', '2025.4.8', {
    description: 'Works with repositories, issues and pull requests. Archived by its makers.',
    environmentVariables: [
      {
        name: 'GITHUB_PERSONAL_ACCESS_TOKEN',
        description: 'A token with no more rights than are needed',
        isRequired: true,
        isSecret: true,
      },
    ],
  }),
  npm(
    'everything',
    '@modelcontextprotocol/server-everything',
    '2026.8.31',
    { description: 'Shows every feature of the protocol, for tests.' },
    ONE_CLIENT,
  ),
  npm(
    'playwright',
    '@playwright/mcp',
    '0.0.83',
    {
      description: 'Drives a browser.',
      packageArguments: [{ type: 'named', name: '--headless', format: 'boolean', isRequired: true }],
    },
    ONE_CLIENT,
  ),
  image('duckduckgo', {
    image: 'mcp/duckduckgo',
    description: 'Searches the web.',
    scopes: ['search'],
    rate_limit_rpm: 60,
    timeout_sec: 30,
    network: 'egress',
  }),
  image('github-official', {
    image: 'mcp/github-official',
    description: 'Works with repositories, issues and pull requests.',
    scopes: ['github'],
    network: 'egress',
    env_schema: { GITHUB_PERSONAL_ACCESS_TOKEN: 'required' },
  }),
];

function npm(
  id: string,
  identifier: string,
  version: string,
  { description, ...about }: JsonObject,
  entry: JsonObject = {},
): BuiltInServer {
  const one = { registryType: 'npm', identifier, version, transport: { type: 'stdio' }, ...about };
  const [scope = 'npm'] = identifier.replace('@', '').split('/');
  return { id, document: { name: `${scope}/${id}`, description, version, packages: [one] }, entry };
}

function image(id: string, entry: JsonObject): BuiltInServer {
  return { id, entry };
}
