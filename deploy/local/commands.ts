import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { OperatorError } from './operator-error.ts';

const SHOWN_LINES = 40;

export interface CommandOptions {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Ends the command. */
  readonly signal?: AbortSignal;
}

/** runCommand runs a program to its end. Its output is shown only when it fails, in the OperatorError. */
export async function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<void> {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => output.push(text));
  }
  const code = await exitCode(child, command, options.signal);
  if (code === 0) return;
  const last = output.join('').trimEnd().split('\n').slice(-SHOWN_LINES).join('\n');
  throw new OperatorError(`${[command, ...args].join(' ')} failed with exit code ${code}:\n${last}`);
}

async function exitCode(
  child: ReturnType<typeof spawn>,
  command: string,
  signal?: AbortSignal,
): Promise<number | null> {
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    return code;
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new OperatorError(`${command} cannot be run: ${(cause as Error).message}`, { cause });
  }
}
