import { figuresOf } from './exporter-figures.js';
import { samplesIn } from './prometheus-text.js';

const MIB = 1024 * 1024;

describe("dcgm-exporter's page", () => {
  const read = (...lines: string[]) => figuresOf('dcgm', samplesIn(lines.join('\n')));

  it('gives each GPU its figures, in our units and by index', () => {
    const gpus = read(
      'DCGM_FI_DEV_FB_USED{gpu="1",UUID="GPU-b"} 10',
      'DCGM_FI_DEV_FB_FREE{gpu="1",UUID="GPU-b"} 80',
      'DCGM_FI_DEV_FB_RESERVED{gpu="1",UUID="GPU-b"} 6',
      'DCGM_FI_DEV_GPU_UTIL{gpu="0",UUID="GPU-a",modelName="T4"} 12',
    );
    expect(gpus).toMatchObject([
      { index: 0, uuid: 'GPU-a', name: 'T4', utilizationPercent: 12 },
      { index: 1, uuid: 'GPU-b', memoryUsedBytes: 10 * MIB, memoryTotalBytes: 96 * MIB },
    ]);
    expect(gpus[0]?.memoryUsedBytes).toBeUndefined();
  });

  it('counts memory once though a GPU is told of for each pod that shares it', () => {
    const [gpu] = read(
      ...['one', 'two'].flatMap((pod) => [
        `DCGM_FI_DEV_FB_USED{gpu="0",pod="${pod}"} 10`,
        `DCGM_FI_DEV_FB_FREE{gpu="0",pod="${pod}"} 20`,
      ]),
    );
    expect(gpu?.memoryTotalBytes).toBe(30 * MIB);
  });

  it('leaves out what DCGM could not read, the slices of a GPU, and a total without its parts', () => {
    const [gpu, ...more] = read(
      'DCGM_FI_DEV_GPU_UTIL{gpu="0"} 5',
      'DCGM_FI_DEV_POWER_USAGE{gpu="0"} 9223372036854775794',
      'DCGM_FI_DEV_GPU_TEMP{gpu="0"} NaN',
      'DCGM_FI_DEV_FB_USED{gpu="0"} 7',
      'DCGM_FI_DEV_FB_USED{gpu="0",GPU_I_ID="3",GPU_I_PROFILE="1g.5gb"} 4',
      'go_goroutines 12',
    );
    expect(more).toEqual([]);
    expect(gpu).toEqual({ index: 0, utilizationPercent: 5, memoryUsedBytes: 7 * MIB });
  });
});

it("nvidia_gpu_exporter's page is joined by uuid, whichever line comes first", () => {
  const gpus = figuresOf(
    'nvidia_gpu_exporter',
    samplesIn(
      [
        'nvidia_smi_utilization_gpu_ratio{uuid="b"} 0.37',
        'nvidia_smi_memory_used_bytes{uuid="b"} 2048',
        'nvidia_smi_memory_total_bytes{uuid="b"} 4096',
        'nvidia_smi_gpu_info{uuid="b",name="RTX",index="1",driver_version="x"} 1',
        'nvidia_smi_power_draw_watts{uuid="b"} 200.5',
        'nvidia_smi_index{uuid="a"} 0',
        'nvidia_smi_temperature_gpu{uuid="a"} 44',
        'nvidia_smi_temperature_gpu{uuid="unnumbered"} 44',
      ].join('\n'),
    ),
  );
  expect(gpus).toEqual([
    { index: 0, uuid: 'a', temperatureCelsius: 44 },
    {
      index: 1,
      uuid: 'b',
      name: 'RTX',
      utilizationPercent: 37,
      memoryUsedBytes: 2048,
      memoryTotalBytes: 4096,
      powerWatts: 200.5,
    },
  ]);
});
