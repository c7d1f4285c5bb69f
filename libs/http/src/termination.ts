import type { Logger } from './logger.js';

/** What still runs when this many milliseconds have passed after the signal is cut off. */
const GRACE_MS = 10_000;

/**
 * exitOnSignal closes the app at SIGTERM or SIGINT and exits 0; a second signal exits at once
 * with 1. The log is written out at exit.
 */
export function exitOnSignal(app: { close(): Promise<void> }, logger: Logger): void {
  let closing = false;
  const stop = (signal: NodeJS.Signals) => {
    if (closing) process.exit(1);
    closing = true;
    logger.info({ signal }, 'stopping');
    setTimeout(() => process.exit(1), GRACE_MS).unref();
    app.close().then(
      () => process.exit(0),
      (err: unknown) => {
        logger.error({ err }, 'stopping failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}
