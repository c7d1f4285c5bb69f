import type { BuiltInServer } from '../built-in-server.js';
import { OWN } from '../own-program.js';

/** TRAINING_SERVER is apps/training: beside the router, or where Compose runs it. */
export const TRAINING_SERVER: BuiltInServer = {
  id: 'training',
  document: {
    name: 'switchyard/training',
    description: 'Trains models with an AI Toolkit server, watches the runs, and says how good they are.',
    version: '0.1.0',
    packages: [
      {
        registryType: OWN,
        identifier: 'training',
        version: '0.1.0',
        transport: { type: 'stdio' },
        environmentVariables: [
          { name: 'AI_TOOLKIT_SERVER_URL', description: 'http://localhost:8675 when absent' },
          { name: 'AI_TOOLKIT_AUTH_TOKEN', description: 'The token of AI Toolkit', isSecret: true },
          { name: 'AI_TOOLKIT_DATASETS_DIR', description: '/ai-toolkit/datasets when absent' },
          { name: 'AI_TOOLKIT_OUTPUTS_DIR', description: '/ai-toolkit/outputs when absent' },
          { name: 'AI_TOOLKIT_CONFIGS_DIR', description: '/ai-toolkit/configs when absent' },
          { name: 'COMFYUI_MODEL_ROOTS', description: 'Folders of models, separated by colons' },
          { name: 'TRAINING_WEBHOOK_ALLOW', description: 'Hosts and URLs that alerts may be sent to' },
          { name: 'TRAINING_WEBHOOK_PRIVATE_HOSTS', description: 'Those of them that may be private' },
          { name: 'TRAINING_DOWNLOAD_MAX_BYTES', description: 'The largest model that an answer holds' },
          {
            name: 'DATA_DIR',
            description: 'Its state is in training there; the data folder of the router when absent',
          },
        ],
      },
    ],
    remotes: [
      {
        type: 'streamable-http',
        url: 'http://{place}/mcp',
        variables: { place: { description: 'Host and port of the server', default: 'training:8080' } },
        headers: [
          {
            name: 'Authorization',
            value: 'Bearer {token}',
            variables: {
              token: { description: 'Its MCP_HTTP_AUTH_TOKEN', isRequired: true, isSecret: true },
            },
          },
        ],
      },
    ],
  },
  // A guarded run may be watched for an hour, and a time series for two.
  entry: {
    scopes: ['training', 'models'],
    timeout_sec: 3_600,
    max_total_sec: 7_500,
    // What watches runs without a caller ends with its process.
    idle_stop_sec: 86_400,
  },
};
