import 'reflect-metadata';
import { runApp } from '@app/http';
import { createGateway } from './gateway-app.js';

runApp(async (given) => {
  const { app, logger, host, port } = await createGateway(given);
  return { app, logger, place: { host, port } };
});
