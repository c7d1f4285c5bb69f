import 'reflect-metadata';
import { runApp } from '@app/http';
import { runTools } from '@app/tool-server';
import { readCommandLine, readSettings } from './settings/index.js';
import { createTraining } from './training-app.js';
import { openTraining } from './training-tools.js';

const ARGUMENTS = process.argv.slice(2);

if (ARGUMENTS.includes('--http')) {
  runApp(async (given) => {
    const settings = readSettings(readCommandLine(ARGUMENTS, given).environment);
    const { app, logger } = await createTraining(settings);
    return { app, logger, place: { host: settings.MCP_HTTP_HOST, port: settings.MCP_HTTP_PORT } };
  });
} else {
  await runTools(async () => {
    const { environment } = readCommandLine(ARGUMENTS, process.env);
    const training = await openTraining(readSettings(environment), {});
    return training.set;
  });
}
