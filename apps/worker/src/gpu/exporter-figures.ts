import type { GpuExporterKind } from '@app/docker';
import { BYTES_PER_MIB, type GpuReading } from './gpu-reading.js';
import type { Sample } from './prometheus-text.js';

type Figure =
  | 'utilizationPercent'
  | 'memoryUsedBytes'
  | 'memoryTotalBytes'
  | 'temperatureCelsius'
  | 'powerWatts';

/** What an exporter calls a figure, and what one of its units is in ours. */
type Names = Readonly<Record<string, { readonly figure: Figure; readonly times: number }>>;

/** NVIDIA dcgm-exporter, etc/default-counters.csv: framebuffer in MiB, power in W, utilisation in percent. */
const DCGM: Names = {
  DCGM_FI_DEV_GPU_UTIL: { figure: 'utilizationPercent', times: 1 },
  DCGM_FI_DEV_FB_USED: { figure: 'memoryUsedBytes', times: BYTES_PER_MIB },
  DCGM_FI_DEV_GPU_TEMP: { figure: 'temperatureCelsius', times: 1 },
  DCGM_FI_DEV_POWER_USAGE: { figure: 'powerWatts', times: 1 },
};
/** DCGM tells no total by default; it is what is used, free and reserved. */
const DCGM_MEMORY = new Set(['DCGM_FI_DEV_FB_USED', 'DCGM_FI_DEV_FB_FREE', 'DCGM_FI_DEV_FB_RESERVED']);

/** utkuozdemir/nvidia_gpu_exporter, docs/METRICS.md: named after nvidia-smi's fields, in base units. */
const NVIDIA_GPU_EXPORTER: Names = {
  nvidia_smi_utilization_gpu_ratio: { figure: 'utilizationPercent', times: 100 },
  nvidia_smi_memory_used_bytes: { figure: 'memoryUsedBytes', times: 1 },
  nvidia_smi_memory_total_bytes: { figure: 'memoryTotalBytes', times: 1 },
  nvidia_smi_temperature_gpu: { figure: 'temperatureCelsius', times: 1 },
  nvidia_smi_power_draw_watts: { figure: 'powerWatts', times: 1 },
};

const MOST_GPUS = 64;

type Draft = { -readonly [Key in keyof GpuReading]?: GpuReading[Key] };

/** figuresOf takes the GPUs out of an exporter's samples, by index; what is not known is left out. */
export function figuresOf(exporter: GpuExporterKind, samples: readonly Sample[]): GpuReading[] {
  const drafts = exporter === 'dcgm' ? dcgmDrafts(samples) : nvidiaGpuDrafts(samples);
  return [...drafts.values()]
    .flatMap((draft) => (draft.index === undefined ? [] : [{ ...draft, index: draft.index }]))
    .toSorted((one, other) => one.index - other.index)
    .slice(0, MOST_GPUS);
}

function dcgmDrafts(samples: readonly Sample[]): Map<string, Draft> {
  const drafts = new Map<string, Draft>();
  const memory = new Map<string, Readonly<Record<string, number>>>();
  for (const { name, labels, value } of samples) {
    // A slice of a GPU (MIG) has figures of its own beside those of the whole.
    const isSlice = (labels.get('GPU_I_ID') ?? '') !== '';
    if (!name.startsWith('DCGM_FI_') || isSlice || !isFigure(value)) continue;
    const gpu = labels.get('gpu') ?? '';
    const draft = draftOf(drafts, gpu);
    draft.index ??= indexIn(gpu);
    draft.uuid ??= labels.get('UUID');
    draft.name ??= labels.get('modelName');
    note(draft, DCGM, name, value);
    if (DCGM_MEMORY.has(name)) memory.set(gpu, { ...memory.get(gpu), [name]: value });
  }
  for (const [gpu, parts] of memory) draftOf(drafts, gpu).memoryTotalBytes = totalOf(parts);
  return drafts;
}

/** Undefined without what is free: the rest alone is no total. */
function totalOf(parts: Readonly<Record<string, number>>): number | undefined {
  if (parts['DCGM_FI_DEV_FB_FREE'] === undefined) return undefined;
  return Object.values(parts).reduce((sum, part) => sum + part, 0) * BYTES_PER_MIB;
}

function nvidiaGpuDrafts(samples: readonly Sample[]): Map<string, Draft> {
  const drafts = new Map<string, Draft>();
  for (const { name, labels, value } of samples) {
    const uuid = labels.get('uuid');
    if (uuid === undefined || !name.startsWith('nvidia_smi_') || !isFigure(value)) continue;
    const draft = draftOf(drafts, uuid);
    draft.uuid ??= uuid;
    draft.name ??= labels.get('name');
    draft.index ??= name === 'nvidia_smi_index' ? value : indexIn(labels.get('index'));
    note(draft, NVIDIA_GPU_EXPORTER, name, value);
  }
  return drafts;
}

function draftOf(drafts: Map<string, Draft>, key: string): Draft {
  const draft = drafts.get(key) ?? {};
  drafts.set(key, draft);
  return draft;
}

function note(draft: Draft, names: Names, name: string, value: number): void {
  if (!Object.hasOwn(names, name)) return;
  const known = names[name];
  if (known !== undefined) draft[known.figure] = value * known.times;
}

/** DCGM writes numbers near the end of 64 bits for what it could not read (dcgm_structs.h, "blank values"). */
const BLANK = 2 ** 46;

function isFigure(value: number): boolean {
  return Number.isFinite(value) && value >= 0 && value < BLANK;
}

function indexIn(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,4}$/.test(text) ? Number(text) : undefined;
}
