import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { FailingMode } from './failing-server.ts';

export interface SmallRouter {
  /** Ends it as a crash does, and resolves when it is gone. */
  kill(): Promise<void>;
}

/** startSmallRouter runs a router in little and resolves when its servers are up. It ends with the test at the latest. */
export async function startSmallRouter(dataDir: string, modes: FailingMode[]): Promise<SmallRouter> {
  const flags = ['--experimental-transform-types', '--disable-warning=ExperimentalWarning'];
  const program = ['--import', './test/redis/source-hooks.ts', './test/mcp/fixtures/small-router.ts'];
  const child = spawn(process.execPath, [...flags, ...program, dataDir, ...modes], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  await Promise.race([once(child.stdout, 'data'), exited]);
  return {
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
