import { LABELS } from '@app/docker';
import { processesOf } from './gpu-owners.js';
import { processesIn } from './nvidia-smi-processes.js';

const MIB = 1024 * 1024;
const ID = 'c'.repeat(64);

describe('the processes that hold GPU memory', () => {
  it('are read with their program alone: folders and arguments may be secret', () => {
    expect(processesIn('GPU-11, 812, 8100, /usr/bin/ollama serve --key s3cret\n')).toEqual([
      { pid: 812, name: 'ollama', gpuUuid: 'GPU-11', memoryBytes: 8_100 * MIB },
    ]);
  });

  it('have no memory where none is told, and are left out when they make no sense', () => {
    const [first, ...others] = processesIn('GPU-11, 9, [N/A], python3\nNo running processes found\n\n');
    expect(first).toMatchObject({ pid: 9, name: 'python3', memoryBytes: undefined });
    expect(others).toEqual([]);
  });

  it.each([
    ['of cgroup v1', `12:devices:/docker/${ID}\n`],
    ['of cgroup v2 with systemd', `0::/system.slice/docker-${ID}.scope\n`],
  ])('belong to the service whose container their group names, as %s writes it', async (_, group) => {
    const process = { pid: 7, name: 'x', gpuUuid: undefined, memoryBytes: 1 };
    const containers = [{ id: ID, labels: { [LABELS.service]: 'ollama' } }];
    const [owned] = await processesOf([process], containers, () => Promise.resolve(group));
    expect(owned?.service).toBe('ollama');
    const [strange] = await processesOf([process], [], () => Promise.resolve(group));
    expect(strange?.service).toBeUndefined();
  });
});
