import { once } from 'node:events';
import { chmod } from 'node:fs/promises';
import type { Server } from 'node:http';
import { readEnvironment, type Environment } from '@app/config';
import { readDiskRoom } from '@app/docker';
import { createLogger, removeStaleSocket, type Logger, type RunnableApp } from '@app/http';
import { Sampler, systemClock } from '@app/kernel';
import { EngineEye } from './ownership/engine-eye.js';
import { Ownership } from './ownership/ownership.js';
import { readPolicy } from './policy/gate-policy.js';
import { gateServer } from './routes/gate-server.js';
import { Passages } from './routes/passage.js';
import { environment } from './settings/environment.js';

/** The owner of the socket and its group, which Caddy is in, may use it. */
const SOCKET_MODE = 0o660;
/** However often it is asked for; a file system that hangs keeps nobody waiting for longer. */
const DISK_PACE = { everyMs: 5_000, waitMs: 2_000 };

/** createGate builds the gate from its variables; throws a ConfigError when one, or the policy, is wrong. */
export async function createGate(given: Environment, own?: Logger): Promise<RunnableApp> {
  const variables = readEnvironment(environment, given);
  const { GATE_SOCKET: path, DOCKER_SOCKET: dockerSocket } = variables;
  const policy = await readPolicy(variables.GATE_POLICY, [path, dockerSocket]);
  const logger = own ?? createLogger('gate', variables.LOG_LEVEL);
  const passages = new Passages(policy, new Ownership(policy, new EngineEye(dockerSocket)));
  const disk = new Sampler(() => readDiskRoom(variables.GATE_DISK), systemClock, DISK_PACE);
  const server = gateServer({ policy, passages, disk, dockerSocket, logger });
  const app = {
    listen: () => listen(server, path),
    close: () => close(server),
    getUrl: async () => `unix://${path}`,
  };
  return { app, logger, place: { path } };
}

async function listen(server: Server, path: string): Promise<void> {
  await removeStaleSocket(path);
  server.listen(path);
  await once(server, 'listening');
  await chmod(path, SOCKET_MODE);
}

/** Accepts no more, and waits for what runs. */
async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  await closed;
}
