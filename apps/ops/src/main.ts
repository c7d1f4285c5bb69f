import 'reflect-metadata';
import { runApp } from '@app/http';
import { createOps } from './ops-app.js';

runApp(async (given) => {
  const { app, logger, host, port } = await createOps(given);
  return { app, logger, place: { host, port } };
});
