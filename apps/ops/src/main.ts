import 'reflect-metadata';
import { ConfigError } from '@app/config';
import { exitOnSignal } from '@app/http';
import { createOps } from './ops-app.js';

/** EX_CONFIG of sysexits.h. */
const WRONG_CONFIGURATION = 78;

async function main(): Promise<void> {
  const { app, logger, host, port } = await createOps(process.env);
  exitOnSignal(app, logger);
  await app.listen(port, host);
  logger.info({ url: await app.getUrl() }, 'listening');
}

main().catch((error: unknown) => {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = WRONG_CONFIGURATION;
  process.exit();
});
