import 'reflect-metadata';
import { runApp } from '@app/http';
import { HEALTH_CHECK, healthCheck } from './health-check.js';
import { createRouter } from './router-app.js';

if (process.argv.includes(HEALTH_CHECK)) {
  process.exitCode = await healthCheck(process.env);
} else {
  runApp(async (given) => {
    const { app, logger, host, port } = await createRouter(given);
    return { app, logger, place: { host, port } };
  });
}
