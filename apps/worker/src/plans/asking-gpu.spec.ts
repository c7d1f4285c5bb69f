import type { ConfiguredService, ContainerDetails, DockerNode } from '@app/docker';
import type { PlanStep } from '@app/jobs';
import type { NodeEngine } from '../nodes/node-engines.js';
import { askingGpu } from './asking-gpu.js';

const node = { id: 'gpu', gpu: { kind: 'nvidia_smi' }, vramMib: { vllm: 100 } } as unknown as DockerNode;
const step = (service: string, effect: PlanStep['effect'], container: string | null = null) =>
  ({ service, effect, container }) as PlanStep;
const configured = new Map([
  ['tts', { asksGpu: true } as ConfiguredService],
  ['web', { asksGpu: false } as ConfiguredService],
]);

/** An engine on which the containers of these ids were made with a GPU. */
function engineWith(ids: readonly string[] = [], of = node) {
  const asked: string[] = [];
  const inspectContainer = (id: string) => {
    asked.push(id);
    return Promise.resolve({ asksGpu: ids.includes(id) } as ContainerDetails);
  };
  return { asked, engine: { node: of, client: { inspectContainer } } as unknown as NodeEngine };
}

it.each<PlanStep['effect']>(['start', 'create', 'recreate'])(
  'a service that %s brings up asks by its memory or its compose files',
  async (effect) => {
    const { engine, asked } = engineWith();
    const steps = [step('vllm', effect, 'v'), step('tts', effect, 't'), step('web', effect, 'w')];
    expect(await askingGpu(engine, steps, configured)).toEqual(['vllm', 'tts']);
    expect(asked).toEqual([]);
  },
);

it.each<PlanStep['effect']>(['none', 'stop', 'restart', 'pull'])(
  'a service of which nothing comes up by %s does not ask',
  async (effect) => {
    const { engine } = engineWith(['v']);
    expect(await askingGpu(engine, [step('vllm', effect, 'v')])).toEqual([]);
  },
);

it('where no compose files were read, its container tells', async () => {
  const { engine, asked } = engineWith(['t']);
  const steps = [step('tts', 'start', 't'), step('web', 'start', 'w'), step('new', 'create')];
  expect(await askingGpu(engine, steps)).toEqual(['tts']);
  expect(asked).toEqual(['t', 'w']);
});

it('on a node whose GPUs nobody tells of, nothing is asked', async () => {
  const { engine, asked } = engineWith(['v'], { ...node, gpu: undefined });
  expect(await askingGpu(engine, [step('vllm', 'start', 'v')])).toEqual([]);
  expect(asked).toEqual([]);
});
