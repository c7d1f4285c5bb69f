/** GpuReading is one GPU at one moment; a figure that its source does not give is undefined. */
export interface GpuReading {
  readonly index: number;
  readonly uuid?: string | undefined;
  readonly name?: string | undefined;
  readonly utilizationPercent?: number | undefined;
  readonly memoryUsedBytes?: number | undefined;
  readonly memoryTotalBytes?: number | undefined;
  readonly temperatureCelsius?: number | undefined;
  readonly powerWatts?: number | undefined;
}

export const BYTES_PER_MIB = 1024 * 1024;
