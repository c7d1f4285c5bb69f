import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from '@app/http';
import { createGate } from '../../apps/gate/src/gate-app.ts';

/** NodeGate is the create gate of a node: Caddy hands it what Compose asks, and it passes on what its policy allows. */
export interface NodeGate {
  readonly socket: string;
  /** start runs it again after it was closed. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/**
 * startNodeGate runs the gate before the engine at `docker`; `policy` is what gate.yaml holds. Its log goes to `logger`, if
 * any; `more` are further variables.
 */
export async function startNodeGate(
  folder: string,
  docker: string,
  policy: object,
  logger?: Logger,
  more: Readonly<Record<string, string>> = {},
): Promise<NodeGate> {
  const socket = join(folder, 'gate.sock');
  const file = join(folder, 'gate.yaml');
  // JSON is YAML too.
  await writeFile(file, JSON.stringify(policy));
  const own = { GATE_SOCKET: socket, DOCKER_SOCKET: docker, GATE_POLICY: file, LOG_LEVEL: 'silent' };
  const variables = { ...own, ...more };
  let close: (() => Promise<void>) | undefined;
  const start = async () => {
    const { app } = await createGate(variables, logger);
    await app.listen({ path: socket });
    close = () => app.close();
  };
  await start();
  return {
    socket,
    start,
    close: async () => {
      await close?.();
      close = undefined;
    },
  };
}
