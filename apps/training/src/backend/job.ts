/** `stopping` is derived by clients, never written by the backend; there is no `failed`. */
export type JobStatus = 'queued' | 'running' | 'stopping' | 'stopped' | 'completed' | 'error';

/** Job is a row of the backend's Job table. Fields of newer backends are undefined on older ones. */
export interface Job {
  readonly id: string;
  readonly name: string;
  readonly gpuIds: string;
  /** Parsed; undefined when the backend holds something that is no JSON object. */
  readonly config: JobConfig | undefined;
  readonly status: JobStatus | (string & {});
  readonly stop: boolean;
  readonly step: number;
  readonly totalSteps: number | undefined;
  readonly info: string;
  /** Such as `1.23 iter/sec`; stays after the end of the job. */
  readonly speedString: string;
  readonly queuePosition: number;
  readonly createdAt: string | undefined;
  readonly updatedAt: string | undefined;
}

/** What is sent to the backend and saved as YAML; its fields belong to the backend and are looked at with care. */
export type JobConfig = Readonly<Record<string, unknown>>;

export interface LossPoint {
  readonly step: number;
  /** Seconds since 1970. */
  readonly wallTime: number;
  readonly value: number | null;
}

export interface LogPart {
  readonly text: string;
  /** In bytes, where the next part begins. */
  readonly offset: number;
  /** The log began anew, so that what was read before is of another run. */
  readonly reset: boolean;
}

export interface StoredFile {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
}

export interface GpuFigures {
  readonly name: string;
  readonly utilizationPct: number | undefined;
  readonly memoryUsedMb: number | undefined;
  readonly memoryTotalMb: number | undefined;
  readonly temperatureC: number | undefined;
}

export interface CpuFigures {
  readonly loadPct: number | undefined;
  readonly totalMemoryMb: number | undefined;
  readonly availableMemoryMb: number | undefined;
}

export interface BackendFolders {
  readonly training: string;
  readonly datasets: string;
}
