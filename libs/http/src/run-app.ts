import { ConfigError, type Environment } from '@app/config';
import type { Logger } from './logger.js';
import { exitOnSignal } from './termination.js';

/** Where an app listens: an address, or the path of a unix socket. */
type ListenPlace = { readonly host: string; readonly port: number } | { readonly path: string };

/** Startable is what an app has to be able to do; those of createHttpApp are. */
interface Startable {
  listen(place: ListenPlace): Promise<unknown>;
  close(): Promise<void>;
  getUrl(): Promise<string>;
}

export interface RunnableApp {
  readonly app: Startable;
  readonly logger: Logger;
  readonly place: ListenPlace;
}

/** EX_CONFIG of sysexits.h. */
const WRONG_CONFIGURATION = 78;

/**
 * runApp is a whole main: it builds the app from the process's environment, listens until SIGTERM or SIGINT, and exits
 * 0. A ConfigError is told in words, and the process exits 78; any other failure is Node's to report.
 */
export function runApp(create: (given: Environment) => Promise<RunnableApp>): void {
  run(create).catch((error: unknown) => {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = WRONG_CONFIGURATION;
    process.exit();
  });
}

async function run(create: (given: Environment) => Promise<RunnableApp>): Promise<void> {
  const { app, logger, place } = await create(process.env);
  exitOnSignal(app, logger);
  await app.listen(place);
  logger.info({ url: 'path' in place ? `unix://${place.path}` : await app.getUrl() }, 'listening');
}
