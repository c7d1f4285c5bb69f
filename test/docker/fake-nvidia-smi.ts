import { mkdtemp, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** FakeNvidiaSmi is a folder for a PATH that holds a program of that name. */
export interface FakeNvidiaSmi {
  readonly folder: string;
  /** What it prints from now on, and the code that it exits with. */
  says(output: string, code?: number): Promise<void>;
  /** What it prints of processes from now on; until then it cannot tell of them. */
  runs(processes: string): Promise<void>;
}

/** fakeNvidiaSmi makes a program that answers only to the arguments that it is documented with. */
export async function fakeNvidiaSmi(output: string): Promise<FakeNvidiaSmi> {
  const folder = await mkdtemp(join(tmpdir(), 'switchyard-smi-'));
  const program = join(folder, 'nvidia-smi');
  const next = join(folder, 'nvidia-smi.next');
  const list = join(folder, 'processes');
  const says = async (text: string, code = 0) => {
    const lines = [
      '#!/bin/sh',
      `case "$1 $2" in --query-compute-apps=*" --format=csv,noheader,nounits") exec cat '${list}' ;; esac`,
      'case "$1 $2" in --query-gpu=*" --format=csv,noheader,nounits") ;; *) exit 2 ;; esac',
      "cat <<'END'",
      text,
      'END',
      `exit ${code}`,
      '',
    ];
    // It may be called at any moment, and is then the one before or this one.
    await writeFile(next, lines.join('\n'), { mode: 0o755 });
    await rename(next, program);
  };
  await says(output);
  return { folder, says, runs: (processes) => writeFile(list, processes) };
}
