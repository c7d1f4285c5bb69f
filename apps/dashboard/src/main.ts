import 'reflect-metadata';
import { runApp } from '@app/http';
import { createDashboard } from './dashboard-app.js';

runApp(async (given) => {
  const { app, logger, host, port } = await createDashboard(given);
  return { app, logger, place: { host, port } };
});
