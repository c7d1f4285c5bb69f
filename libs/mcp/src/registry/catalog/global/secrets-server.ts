import type { BuiltInServer } from '../built-in-server.js';
import { OWN } from '../own-program.js';

/** SECRETS_SERVER is apps/mcp-secrets. */
export const SECRETS_SERVER: BuiltInServer = {
  id: 'secrets',
  document: {
    name: 'switchyard/secrets',
    description:
      'Writes, lists and deletes secrets in Vault or OpenBao; shows values only when it is told to.',
    version: '0.1.0',
    packages: [
      {
        registryType: OWN,
        identifier: 'mcp-secrets',
        version: '0.1.0',
        transport: { type: 'stdio' },
        packageArguments: [
          {
            type: 'named',
            name: '--reveal',
            description: 'Whether whoever may call it may see values of secrets',
            choices: ['true', 'false'],
          },
        ],
        environmentVariables: [
          { name: 'VAULT_ADDR', description: 'URL of Vault', isRequired: true },
          { name: 'VAULT_TOKEN', description: 'This, a token file, or a role', isSecret: true },
          { name: 'VAULT_TOKEN_FILE', description: 'A file with the token, as an agent of Vault writes it' },
          { name: 'VAULT_ROLE_ID', description: 'Role of AppRole', isSecret: true },
          { name: 'VAULT_SECRET_ID', description: 'Secret id of the role', isSecret: true },
          { name: 'VAULT_SECRET_ID_FILE', description: 'A file with the secret id' },
          { name: 'VAULT_APPROLE_MOUNT', description: 'Where AppRole is; approle when absent' },
          { name: 'VAULT_KV_MOUNT', description: 'Where KV version 2 is; secret when absent' },
          { name: 'VAULT_PATH_PREFIX', description: 'No tool reaches anything outside of it' },
          { name: 'VAULT_TRANSIT_MOUNT', description: 'Where transit is; transit when absent' },
          { name: 'VAULT_TRANSIT_KEY', description: 'Name of the key for encrypt_data and decrypt_data' },
          { name: 'VAULT_NAMESPACE', description: 'Namespace of Vault' },
          { name: 'VAULT_CACERT', description: 'A file with the authorities of its certificate' },
        ],
      },
    ],
  },
  entry: { scopes: ['secrets'] },
};
