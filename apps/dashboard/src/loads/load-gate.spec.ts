import { DomainError, type JsonValue } from '@app/kernel';
import type { Question } from '../upstreams/upstream-reader.js';
import { LoadGate } from './load-gate.js';

const PROVIDERS = [
  { id: 'ollama', address: '127.0.0.1:11434', service: null },
  { id: 'named', address: 'ollama:11434', service: null },
  { id: 'vllm', address: 'gpu.example.lan:8000', service: 'gpu-1/vllm' },
  { id: 'elsewhere', address: 'models.example.lan:8000', service: null },
  { id: 'loopback', address: null, service: null },
];
const LOST = { code: 'gpu_driver_lost', reason: 'nvidia-smi failed (9)' };
type Use = Readonly<Record<string, JsonValue>>;
const node = (name: string, given: Use = {}): Use => ({
  node: name,
  age_ms: 1_000,
  services: [{ service: 'ollama' }],
  ...given,
});

/** A gate before a gateway with these providers; an error stands for an app that is away. */
function admit(model: string, nodes: readonly Use[] | Error) {
  const json = ({ upstream }: Question): Promise<JsonValue> => {
    if (upstream === 'gateway') return Promise.resolve({ providers: PROVIDERS });
    return nodes instanceof Error ? Promise.reject(nodes) : Promise.resolve({ nodes: [...nodes] });
  };
  const credentials = { mark: 'x', keyFor: () => undefined };
  return new LoadGate({ json }).admit({ model, credentials, requestId: 'r' });
}

describe('a model is not loaded on a node that has lost its GPU', () => {
  it.each([
    ['ollama/qwen3:8b', 'local'],
    ['named/qwen3:8b', 'local'],
    ['vllm/llama', 'gpu-1'],
  ])('%s on %s', async (model, id) => {
    const nodes = [node('local'), node('gpu-1')].map((one) =>
      one['node'] === id ? { ...one, gpu_problem: LOST } : one,
    );
    await expect(admit(model, nodes)).rejects.toMatchObject({
      code: 'node_gpu_lost',
      message: `${model} cannot be loaded: the node "${id}" has lost its GPU (nvidia-smi failed (9)); mend its driver first`,
    });
    const other = id === 'local' ? 'vllm/llama' : 'ollama/qwen3:8b';
    await expect(admit(other, nodes)).resolves.toBeUndefined();
  });
});

describe('a model is loaded', () => {
  const all = (given: Use) => [node('local', given), node('gpu-1', given)];
  it.each<[string, Use]>([
    ['on a node without a source of GPU figures', {}],
    ['where the source itself is away', { gpu_problem: { ...LOST, code: 'gpu_unreachable' } }],
    ['where the source failed and no GPU was ever seen', { gpu_problem: { ...LOST, code: 'gpu_failed' } }],
    ['where what is known is old', { gpu_problem: LOST, age_ms: 30_001 }],
    ['where nothing was read yet', { gpu_problem: LOST, age_ms: null }],
    ['where the node is away', { gpu_problem: LOST, problem: { code: 'node_timeout', reason: 'late' } }],
  ])('%s', async (_, given) => {
    await expect(admit('vllm/llama', all(given))).resolves.toBeUndefined();
  });

  it.each(['elsewhere/m', 'loopback/echo', 'nobody/m'])('where nobody knows its node: %s', async (model) => {
    await expect(admit(model, all({ gpu_problem: LOST }))).resolves.toBeUndefined();
  });

  it('while operations are away', async () => {
    const away = new DomainError('upstream_unavailable', 'ops does not answer');
    await expect(admit('vllm/llama', away)).resolves.toBeUndefined();
  });
});
