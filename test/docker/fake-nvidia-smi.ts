import { chmod, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** FakeNvidiaSmi is a folder for a PATH that holds a program of that name. */
export interface FakeNvidiaSmi {
  readonly folder: string;
  /** What it prints from now on, and the code that it exits with. */
  says(output: string, code?: number): Promise<void>;
}

/** fakeNvidiaSmi makes a program that answers only to the arguments that it is documented with. */
export async function fakeNvidiaSmi(output: string): Promise<FakeNvidiaSmi> {
  const folder = await mkdtemp(join(tmpdir(), 'switchyard-smi-'));
  const program = join(folder, 'nvidia-smi');
  const says = async (text: string, code = 0) => {
    const lines = [
      '#!/bin/sh',
      'case "$1 $2" in --query-gpu=*" --format=csv,noheader,nounits") ;; *) exit 2 ;; esac',
      "cat <<'END'",
      text,
      'END',
      `exit ${code}`,
      '',
    ];
    await writeFile(program, lines.join('\n'));
    await chmod(program, 0o755);
  };
  await says(output);
  return { folder, says };
}
