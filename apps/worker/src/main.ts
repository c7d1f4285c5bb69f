import 'reflect-metadata';
import { removeStaleSocket, runApp } from '@app/http';
import { createWorker } from './worker-app.js';

runApp(async (given) => {
  const { app, logger, variables } = await createWorker(given);
  const { WORKER_SOCKET: path, WORKER_PORT: port, HOST: host } = variables;
  if (path === undefined) return { app, logger, place: { host, port } };
  await removeStaleSocket(path);
  return { app, logger, place: { path } };
});
