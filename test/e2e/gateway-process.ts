import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface GatewayProcess {
  readonly url: string;
  readonly configDir: string;
  /** Everything that it wrote so far, on both outputs. */
  output(): string;
  /** Resolves once the output holds the text. */
  said(text: string): Promise<void>;
  /** Sends SIGTERM and returns the exit code. */
  stop(): Promise<number | null>;
}

const ENTRY = 'dist/apps/gateway/src/main.js';

/** runGateway starts the built gateway as a process of its own, with the given files in its CONFIG_DIR. */
export async function runGateway(
  env: Record<string, string>,
  files: Record<string, string> = {},
): Promise<GatewayProcess> {
  const configDir = await mkdtemp(join(tmpdir(), 'switchyard-process-'));
  for (const [name, text] of Object.entries(files)) await writeFile(join(configDir, name), text);
  const child = start({ CONFIG_DIR: configDir, DATA_DIR: configDir, OPENAI_COMPAT_PORT: '0', ...env });
  const heard = listen(child);
  await heard.said('"msg":"listening"');
  const url = /"url":"(http:[^"]+)","msg":"listening"/.exec(heard.output())?.[1] ?? '';
  return { url, configDir, ...heard, stop: () => stop(child, configDir) };
}

/** exitOf runs the gateway until it exits by itself, and returns its code and what it said. */
export async function exitOf(env: Record<string, string>): Promise<{ code: number | null; said: string }> {
  const child = start(env);
  const heard = listen(child);
  const [code] = (await once(child, 'exit')) as [number | null];
  return { code, said: heard.output() };
}

function start(env: Record<string, string>): ChildProcess {
  return spawn(process.execPath, [ENTRY], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function listen(child: ChildProcess): Pick<GatewayProcess, 'output' | 'said'> {
  let output = '';
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (part: Buffer) => {
      output += part.toString();
      for (const check of waiting) check();
    });
  }
  const said = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const check = () => {
        if (!output.includes(text)) return;
        waiting.delete(check);
        resolve();
      };
      waiting.add(check);
      child.once('exit', () => reject(new Error(`the gateway exited before it said ${text}:\n${output}`)));
      check();
    });
  return { output: () => output, said };
}

async function stop(child: ChildProcess, configDir: string): Promise<number | null> {
  const exited = once(child, 'exit') as Promise<[number | null]>;
  child.kill('SIGTERM');
  const [code] = await exited;
  await rm(configDir, { recursive: true });
  return code;
}
