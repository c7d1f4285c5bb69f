import { fileURLToPath } from 'node:url';
import { startChild } from './children.ts';
import { freePort, readyAfter, SUBJECT_CORE, type Subject } from './subject.ts';

const SCRIPT = fileURLToPath(new URL('./undici-pipe.mjs', import.meta.url));

/** startPipe starts the floor that the gateway is measured against. */
export async function startPipe(upstreamPort: number): Promise<Subject> {
  const port = await freePort();
  const startedAt = performance.now();
  const args = [`http://127.0.0.1:${upstreamPort}`, String(port)];
  const process = startChild({ script: SCRIPT, args, core: SUBJECT_CORE });
  const readyMs = await readyAfter(startedAt, `http://127.0.0.1:${port}/v1/models`, process);
  return { name: 'pipe', target: { port, headers: {} }, process, readyMs };
}
