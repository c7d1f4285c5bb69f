import { runChild } from '@app/docker';
import { BYTES_PER_MIB } from './gpu-reading.js';

/** GpuProcess is a process that holds memory of a GPU. */
export interface GpuProcess {
  readonly pid: number;
  /** Its program's file name, without the folder. */
  readonly name: string;
  readonly gpuUuid: string | undefined;
  readonly memoryBytes: number | undefined;
}

const ARGUMENTS = [
  '--query-compute-apps=gpu_uuid,pid,used_gpu_memory,process_name',
  '--format=csv,noheader,nounits',
];
const LARGEST_OUTPUT = 64 * 1024;
const TIMEOUT_MS = 5_000;
const MOST = 256;
const LONGEST_NAME = 64;

/** readGpuProcesses asks nvidia-smi; undefined when it cannot tell, which the reading of the GPUs has the reason for. */
export async function readGpuProcesses(path: string, signal: AbortSignal): Promise<GpuProcess[] | undefined> {
  const command = { file: 'nvidia-smi', args: ARGUMENTS, cwd: '/', env: { PATH: path, LC_ALL: 'C' } };
  const limits = { timeout: TIMEOUT_MS, keep: LARGEST_OUTPUT, signal };
  const ran = await runChild({ ...command, ...limits }).catch(() => undefined);
  if (ran === undefined || ran.ended !== undefined || ran.code !== 0) return undefined;
  return processesIn(ran.output);
}

/** processesIn reads the program's lines; one in another form is left out. The name is last, for it may hold commas. */
export function processesIn(output: string): GpuProcess[] {
  return output.split('\n').slice(0, MOST).flatMap(processIn);
}

function processIn(line: string): GpuProcess[] {
  const [uuid = '', pid = '', memory = '', ...rest] = line.split(',').map((cell) => cell.trim());
  if (!/^\d{1,10}$/.test(pid) || rest.length === 0) return [];
  // Arguments may follow the program, and hold what is secret.
  const [file = ''] = rest.join(', ').split(' ');
  const name = (file.split(/[/\\]/).at(-1) ?? '').slice(0, LONGEST_NAME);
  return [
    {
      pid: Number(pid),
      name: name === '' || name.startsWith('[') ? 'unknown' : name,
      gpuUuid: /^GPU-[\w-]{1,64}$/.test(uuid) ? uuid : undefined,
      memoryBytes: /^\d{1,12}$/.test(memory) ? Number(memory) * BYTES_PER_MIB : undefined,
    },
  ];
}
