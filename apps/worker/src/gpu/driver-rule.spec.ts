import { DriverRule } from './driver-rule.js';
import type { GpuReport } from './gpu-reader.js';

const ruleOn = (report: GpuReport | undefined) => new DriverRule({ read: () => Promise.resolve(report) });
const failing = (code: string): GpuReport => ({ problem: { code, reason: `it says ${code}` } });

describe('what asks for a GPU', () => {
  it.each(['gpu_missing', 'gpu_driver_lost'])('is refused where the source says %s', async (code) => {
    await expect(ruleOn(failing(code)).refuse({ id: 'gpu' }, ['vllm', 'tts'])).rejects.toMatchObject({
      code: 'node_gpu_lost',
      upstream: 'gpu',
      message: expect.stringMatching(
        new RegExp(`^vllm, tts ask for a GPU, and the node "gpu" has lost its: it says ${code}; mend`),
      ) as string,
    });
  });

  it.each(['gpu_unreachable', 'gpu_timeout', 'gpu_failed', 'gpu_malformed'])(
    'is not refused where the source itself may be away: %s',
    async (code) => {
      await expect(ruleOn(failing(code)).refuse({ id: 'gpu' }, ['vllm'])).resolves.toBeUndefined();
    },
  );

  it('is not refused where no source is named, and where a GPU answers', async () => {
    await expect(ruleOn(undefined).refuse({ id: 'gpu' }, ['vllm'])).resolves.toBeUndefined();
    await expect(ruleOn({ gpus: [{ index: 0 }] }).refuse({ id: 'gpu' }, ['vllm'])).resolves.toBeUndefined();
  });
});

it('nobody is asked about GPUs for services that ask for none', async () => {
  const rule = new DriverRule({ read: () => Promise.reject(new Error('it was asked')) });
  await expect(rule.refuse({ id: 'gpu' }, [])).resolves.toBeUndefined();
});
