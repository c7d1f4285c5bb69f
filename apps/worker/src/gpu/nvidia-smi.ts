import { runChild } from '@app/docker';
import { gpuError } from './gpu-error.js';
import { BYTES_PER_MIB, type GpuReading } from './gpu-reading.js';

/** In the order of the columns. */
const FIELDS = [
  'index',
  'uuid',
  'name',
  'utilization.gpu',
  'memory.used',
  'memory.total',
  'temperature.gpu',
  'power.draw',
];
const ARGUMENTS = [`--query-gpu=${FIELDS.join(',')}`, '--format=csv,noheader,nounits'];
const LARGEST_OUTPUT = 64 * 1024;
const TIMEOUT_MS = 5_000;

/** The program's own codes for: no such device, no driver loaded, fallen off the bus. */
const WITHOUT_DRIVER: ReadonlySet<number> = new Set([6, 9, 15]);
const NO_DEVICES = /^No devices were found/;

/**
 * readNvidiaSmi asks the program that is found in `path`; throws `gpu_driver_lost`, `gpu_failed`, `gpu_timeout` or
 * `gpu_malformed`. `wasRead` says that it had GPUs to tell of before: then any failure of it is the driver's.
 */
export async function readNvidiaSmi(
  node: string,
  path: string,
  signal: AbortSignal,
  wasRead = false,
): Promise<GpuReading[]> {
  const command = { file: 'nvidia-smi', args: ARGUMENTS, cwd: '/', env: { PATH: path, LC_ALL: 'C' } };
  const limits = { timeout: TIMEOUT_MS, keep: LARGEST_OUTPUT, signal };
  const { code, ended, output } = await runChild({ ...command, ...limits }).catch((cause: unknown) => {
    throw gpuError(node, 'gpu_failed', 'nvidia-smi cannot be started', cause);
  });
  if (ended === 'too_much') throw gpuError(node, 'gpu_malformed', 'nvidia-smi says too much');
  if (ended !== undefined) throw gpuError(node, 'gpu_timeout', 'nvidia-smi did not answer in time');
  if (code !== 0) throw failure(node, code, wasRead);
  if (NO_DEVICES.test(output)) return [];
  return readingsIn(node, output);
}

function failure(node: string, code: number | undefined, wasRead: boolean): Error {
  if (code === undefined) return gpuError(node, 'gpu_failed', 'nvidia-smi was ended by a signal');
  const isLost = wasRead || WITHOUT_DRIVER.has(code);
  return isLost
    ? gpuError(node, 'gpu_driver_lost', `nvidia-smi failed (${code}); the driver is lost`)
    : gpuError(node, 'gpu_failed', `nvidia-smi failed (${code})`);
}

/** readingsIn reads the program's lines; throws `gpu_malformed`. A value in brackets, as `[N/A]`, is one it lacks. */
export function readingsIn(node: string, output: string): GpuReading[] {
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => {
    const reading = readingIn(line.split(',').map((cell) => cell.trim()));
    if (reading === undefined) {
      throw gpuError(node, 'gpu_malformed', 'nvidia-smi answers in another form than its manual says');
    }
    return reading;
  });
}

function readingIn(cells: readonly string[]): GpuReading | undefined {
  const [index, uuid, name, ...figures] = cells;
  if (cells.length !== FIELDS.length || index === undefined || !/^\d{1,4}$/.test(index)) return undefined;
  const [utilization, used, total, temperature, power] = figures.map(figureIn);
  return {
    index: Number(index),
    uuid: wordIn(uuid),
    name: wordIn(name),
    utilizationPercent: utilization,
    memoryUsedBytes: used === undefined ? undefined : used * BYTES_PER_MIB,
    memoryTotalBytes: total === undefined ? undefined : total * BYTES_PER_MIB,
    temperatureCelsius: temperature,
    powerWatts: power,
  };
}

function figureIn(cell: string): number | undefined {
  return /^\d{1,12}(\.\d{1,6})?$/.test(cell) ? Number(cell) : undefined;
}

function wordIn(cell: string | undefined): string | undefined {
  return cell === undefined || cell === '' || cell.startsWith('[') ? undefined : cell;
}
