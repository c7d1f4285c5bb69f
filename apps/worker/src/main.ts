import 'reflect-metadata';
import { runApp } from '@app/http';
import { removeStaleSocket } from './internal/stale-socket.js';
import { createWorker } from './worker-app.js';

runApp(async (given) => {
  const { app, logger, variables } = await createWorker(given);
  const { WORKER_SOCKET: path, WORKER_PORT: port, HOST: host } = variables;
  if (path === undefined) return { app, logger, place: { host, port } };
  await removeStaleSocket(path);
  return { app, logger, place: { path } };
});
