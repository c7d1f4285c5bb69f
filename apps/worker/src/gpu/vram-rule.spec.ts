import type { DockerNode } from '@app/docker';
import type { GpuReport } from './gpu-reader.js';
import { VramRule } from './vram-rule.js';

const MIB = 1024 * 1024;
const node: DockerNode = {
  id: 'gpu',
  engine: { kind: 'local', socket: '/docker.sock' },
  compose: { project: 'models', directory: '/', files: ['/compose.yml'] },
  protectedServices: [],
  vramMib: { vllm: 38_000, whisper: 6_000 },
};
const gpu = (used: number, total: number, index = 0) => ({
  index,
  memoryUsedBytes: used * MIB,
  memoryTotalBytes: total * MIB,
});
const report = (...gpus: ReturnType<typeof gpu>[]): GpuReport => ({ gpus });
const failing: GpuReport = { problem: { code: 'gpu_timeout', reason: 'too slow' } };

/** The reports are given out one after the other, the last one for ever. */
function ruleOn(...reports: readonly (GpuReport | undefined)[]) {
  let asked = 0;
  const read = () => Promise.resolve(reports[Math.min(asked++, reports.length - 1)]);
  return new VramRule({ read }, { everyMs: 1, atMostMs: 50 });
}

describe('a plan', () => {
  it('warns of what does not fit, and names what runs there', async () => {
    const warnings = await ruleOn(report(gpu(3_000, 24_000))).warnings(
      node,
      ['vllm'],
      ['whisper', 'web', 'vllm'],
    );
    expect(warnings).toEqual([
      'vllm needs 38000 MiB of GPU memory, 21000 MiB are free; running now: whisper',
    ]);
  });

  it('warns when nobody can tell what is free, and refuses nothing then', async () => {
    for (const rule of [ruleOn(failing), ruleOn(undefined), ruleOn(report())]) {
      expect(await rule.warnings(node, ['vllm'], [])).toEqual([
        'vllm needs 38000 MiB of GPU memory; what is free could not be read',
      ]);
      await expect(rule.refuse(node, ['vllm'])).resolves.toBeUndefined();
    }
  });

  it('is silent on services that need none, and on what fits', async () => {
    expect(await ruleOn(failing).warnings(node, ['web', 'toString'], [])).toEqual([]);
    expect(await ruleOn(report(gpu(0, 40_000))).warnings(node, ['vllm'], [])).toEqual([]);
  });
});

describe('a start', () => {
  it('is refused when all GPUs together have less free than all services need', async () => {
    const rule = ruleOn(report(gpu(0, 20_000), gpu(0, 23_999, 1)));
    await expect(rule.refuse(node, ['vllm', 'whisper'])).rejects.toMatchObject({
      code: 'not_enough_gpu_memory',
      message: expect.stringContaining('need 44000 MiB of GPU memory, 43999 MiB are free'),
    });
    await expect(rule.refuse(node, ['vllm'])).resolves.toBeUndefined();
  });
});

describe('after a stop', () => {
  const signal = new AbortController().signal;

  it('one waits until what was taken is free again', async () => {
    const rule = ruleOn(report(gpu(38_500, 40_000)), report(gpu(30_000, 40_000)), report(gpu(500, 40_000)));
    const before = await rule.before(node, ['vllm']);
    expect(before).toEqual({ needed: 38_000, used: 38_500 });
    expect(await rule.released(node, before as NonNullable<typeof before>, signal)).toBe(true);
  });

  it('one does not wait for what others keep', async () => {
    const rule = ruleOn(report(gpu(60_000, 70_000)), report(gpu(22_000, 59_000)));
    const before = await rule.before(node, ['vllm']);
    expect(await rule.released(node, before as NonNullable<typeof before>, signal)).toBe(true);
  });

  it('the wait is bounded, and ends when nobody can tell any more', async () => {
    const held = { needed: 38_000, used: 38_500 };
    expect(await ruleOn(report(gpu(38_500, 40_000))).released(node, held, signal)).toBe(false);
    expect(await ruleOn(failing).released(node, held, signal)).toBe(false);
  });

  it('the wait ends when it is called off', async () => {
    const off = AbortSignal.abort(new Error('called off'));
    const held = { needed: 38_000, used: 38_500 };
    await expect(ruleOn(report(gpu(38_500, 40_000))).released(node, held, off)).rejects.toThrow('called off');
  });

  it('there is nothing to wait for where nothing is needed', async () => {
    expect(await ruleOn(report(gpu(0, 1))).before(node, ['web'])).toBeUndefined();
  });
});
