import type { BuiltInServer } from '../built-in-server.js';
import { OWN } from '../own-program.js';

/** VECTOR_SERVER is apps/mcp-vector. */
export const VECTOR_SERVER: BuiltInServer = {
  id: 'vector',
  document: {
    name: 'switchyard/vector',
    description: 'Keeps texts and vectors, and finds them by meaning.',
    version: '0.1.0',
    packages: [
      {
        registryType: OWN,
        identifier: 'mcp-vector',
        version: '0.1.0',
        transport: { type: 'stdio' },
        environmentVariables: [
          { name: 'EMBEDDINGS_MODEL', description: 'The model that texts are embedded by' },
          { name: 'EMBEDDINGS_URL', description: 'http://127.0.0.1:11435/v1, the gateway, when absent' },
          { name: 'EMBEDDINGS_KEY', description: 'A key of config/clients.yaml', isSecret: true },
          {
            name: 'DATA_DIR',
            description: 'It keeps its file in mcp/vector there; the data folder of the router when absent',
          },
          { name: 'QDRANT_URL', description: 'Keeps vectors in Qdrant in place of a file' },
          { name: 'QDRANT_API_KEY', description: 'Key of Qdrant', isSecret: true },
        ],
      },
    ],
  },
  // A model may have to be loaded before the first text is embedded.
  entry: { scopes: ['vector', 'search'], timeout_sec: 300 },
};
