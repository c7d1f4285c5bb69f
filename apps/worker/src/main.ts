import 'reflect-metadata';
import { ConfigError } from '@app/config';
import { exitOnSignal } from '@app/http';
import { removeStaleSocket } from './internal/stale-socket.js';
import { createWorker } from './worker-app.js';

/** EX_CONFIG of sysexits.h. */
const WRONG_CONFIGURATION = 78;

async function main(): Promise<void> {
  const { app, logger, variables } = await createWorker(process.env);
  exitOnSignal(app, logger);
  const { WORKER_SOCKET: path, WORKER_PORT: port, HOST: host } = variables;
  if (path !== undefined) await removeStaleSocket(path);
  await app.listen(path === undefined ? { port, host } : { path });
  logger.info({ listens: path ?? `${host}:${port}` }, 'listening');
}

main().catch((error: unknown) => {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = WRONG_CONFIGURATION;
  process.exit();
});
