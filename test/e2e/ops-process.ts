import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** OpsProcess is ops as it is run: a process of its own, which can be killed. */
export interface OpsProcess {
  readonly url: string;
  /** How many warnings and errors it has logged. */
  readonly complaints: number;
  /** Ends it as a crash does, whatever it was doing. */
  kill(): Promise<void>;
  /** Sends SIGTERM and waits for its end. */
  stop(): Promise<void>;
}

/** startOpsProcess runs the built ops, on a free port unless OPS_PORT says which, and returns when it listens. */
export async function startOpsProcess(variables: Readonly<Record<string, string>>): Promise<OpsProcess> {
  const env = { PATH: process.env['PATH'], OPS_PORT: '0', ...variables, LOG_LEVEL: 'info' };
  const child = spawn(process.execPath, ['dist/apps/ops/src/main.js'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  let complaints = 0;
  child.stdout.on('data', (part: Buffer) => {
    complaints += part.toString().match(/"level":"(warn|error)"/g)?.length ?? 0;
  });
  const url = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (part: Buffer) => {
      said = (said + part.toString()).slice(-4_000);
      const [, address] = /"url":"([^"]+)".*"listening"/.exec(said) ?? [];
      if (address !== undefined) resolve(address);
    });
    child.once('exit', (code) => reject(new Error(`ops exited with ${code}:\n${said}`)));
  });
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await exited;
  };
  return {
    url,
    get complaints() {
      return complaints;
    },
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  };
}
