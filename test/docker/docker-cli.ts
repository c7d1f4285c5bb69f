import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { RealEngine } from './real-engine.ts';

const run = promisify(execFile);

/** docker runs Docker's own program on the engine and returns what it says. */
export async function docker({ socket }: RealEngine, ...args: string[]): Promise<string> {
  const { stdout } = await run('docker', ['-H', `unix://${socket}`, ...args]);
  return stdout.trim();
}

/** newImage makes an image unlike any other from `base`, gives it the name `reference`, and returns its id. */
export async function newImage(engine: RealEngine, base: string, reference: string): Promise<string> {
  const container = await docker(engine, 'create', '--network', 'none', base, 'true');
  const id = await docker(engine, 'commit', '--change', `LABEL made="${container}"`, container, reference);
  await docker(engine, 'rm', container);
  return id;
}
