import type { GpuReport } from '../gpu/gpu-reader.js';

/** How busy the GPUs were at one moment, by their index. */
export interface GpuPoint {
  /** RFC 3339. */
  readonly at: string;
  readonly gpus: readonly { readonly index: number; readonly utilizationPercent: number | undefined }[];
}

/** Ten minutes at one sample every five seconds. */
const MOST = 120;

/** GpuHistory keeps what the newest samples told of GPUs; while nobody looks there are none. */
export class GpuHistory {
  private readonly kept: GpuPoint[] = [];

  get points(): readonly GpuPoint[] {
    return this.kept;
  }

  /** A source that fails leaves a point without GPUs: it is not known how busy they were. */
  add(at: number, report: GpuReport | undefined): void {
    if (report === undefined) return;
    const told = 'problem' in report ? [] : report.gpus;
    const gpus = told.map(({ index, utilizationPercent }) => ({ index, utilizationPercent }));
    this.kept.push({ at: new Date(at).toISOString(), gpus });
    if (this.kept.length > MOST) this.kept.shift();
  }
}
