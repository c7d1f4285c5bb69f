import { listTools } from './bridge/index.js';
import { readSettings } from './settings/index.js';
import { assembleTraining } from './training-tools.js';

const TOOLS = [
  'alert-routing',
  'auto-improve-dataset',
  'compare-training-runs',
  'create-training-config',
  'download-model',
  'evaluate-lora',
  'export-model',
  'export-observability-report',
  'get-config',
  'get-system-stats',
  'get-training-info',
  'get-training-logs',
  'get-training-observability',
  'get-training-status',
  'list-comfyui-models',
  'list-configs',
  'list-datasets',
  'list-exported-models',
  'list-training-jobs',
  'recommend-training-plan',
  'run-training-with-guardrails',
  'start-training',
  'stop-training',
  'suggest-next-experiment',
  'upload-dataset',
  'validate-training-config',
  'watch-training-timeseries',
];

describe('the tools of the training server', () => {
  const listed = listTools(assembleTraining(readSettings({}), {}).set);

  it('are all twenty-seven', async () => {
    expect((await listed).map(({ name }) => name).toSorted()).toEqual(TOOLS);
  });

  it('each have a title, words about them, and what they do to the world', async () => {
    for (const { name, title, description, annotations } of await listed) {
      expect([name, title !== undefined, (description ?? '').length > 20]).toEqual([name, true, true]);
      expect([name, annotations?.readOnlyHint !== undefined]).toEqual([name, true]);
    }
  });

  it('each have a schema of what goes in and of what comes out', async () => {
    for (const { name, inputSchema, outputSchema } of await listed)
      expect([name, inputSchema.type, outputSchema?.type]).toEqual([name, 'object', 'object']);
  });
});
