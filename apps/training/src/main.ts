import 'reflect-metadata';
import { runApp } from '@app/http';
import { runTools } from '@app/tool-server';
import { closeAtEnd } from './close-at-end.js';
import { readCommandLine, readSettings, wantsHttp } from './settings/index.js';
import { createTraining } from './training-app.js';
import { openTraining } from './training-tools.js';

const given = process.argv.slice(2);

if (wantsHttp(given)) {
  runApp(async (environment) => {
    const settings = readSettings(readCommandLine(given, environment));
    const { app, logger } = await createTraining(settings);
    return { app, logger, place: { host: settings.MCP_HTTP_HOST, port: settings.MCP_HTTP_PORT } };
  });
} else {
  await runTools(async () => {
    const training = await openTraining(readSettings(readCommandLine(given, process.env)), {});
    closeAtEnd(() => training.close());
    return training.set;
  });
}
