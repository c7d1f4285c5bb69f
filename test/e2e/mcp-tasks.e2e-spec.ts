import { runScenario, type ScenarioRun } from './conformance-run.ts';
import { mcpData, nodeServer } from './mcp-data.ts';
import { postLegacy, postModern } from './mcp-post.ts';
import { startRouter, type RunningRouter } from './router-harness.ts';

const SCENARIOS = [
  'tasks-lifecycle',
  'tasks-capability-negotiation',
  'tasks-wire-fields',
  'tasks-request-state-removal',
  'tasks-mrtr-input',
  'tasks-request-headers',
  'tasks-dispatch-and-envelope',
  'tasks-required-task-error',
  'tasks-mrtr-composition',
];
const LIMIT_MS = 60_000;

describe('tasks of a modern server, through the router', () => {
  let router: RunningRouter;
  const runs = new Map<string, ScenarioRun>();

  beforeAll(async () => {
    router = await startRouter({ files: mcpData({ tasks: nodeServer('test/mcp/fixtures/task-server.ts') }) });
    // Side by side: for the most part they wait for tasks.
    const run = async (scenario: string) =>
      runs.set(scenario, await runScenario(`${router.url}/mcp/tasks`, scenario, '2026-07-28'));
    await Promise.all(SCENARIOS.map(run));
  }, LIMIT_MS);
  afterAll(() => router.close());

  it.each(SCENARIOS)('are as the official suite wants them: %s', (scenario) => {
    const { passed = 0, failed, output } = runs.get(scenario) ?? {};
    expect({ failed, output: failed === 0 ? '' : output }).toEqual({ failed: 0, output: '' });
    expect(passed).toBeGreaterThan(0);
  });

  it('cannot be listened for by a client that does not know of them', async () => {
    const params = { notifications: { taskIds: ['a'] } };
    const { status, messages } = await postModern(`${router.url}/mcp/tasks`, 'subscriptions/listen', params);
    expect(status).toBe(400);
    expect(messages).toMatchObject([{ id: 1, error: { code: -32_021 } }]);
  });

  it('are not offered to clients of the eras before', async () => {
    const { messages } = await postLegacy(`${router.url}/mcp/tasks`, {
      id: 1,
      method: 'initialize',
      params: {
        protocolVersion: '2025-11-25',
        capabilities: {},
        clientInfo: { name: 'a test', version: '1' },
      },
    });
    expect(JSON.stringify(messages)).toContain('protocolVersion');
    expect(JSON.stringify(messages)).not.toContain('modelcontextprotocol/tasks');
  });
});
