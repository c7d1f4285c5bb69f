import type { LoggerService } from '@nestjs/common';
import { destination, pino, stdTimeFunctions, type Logger } from 'pino';

export type { Logger } from 'pino';

export const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Lines are written in blocks of this many bytes, and at least every second: a write costs more than a line. */
const BLOCK_BYTES = 16_000;

/**
 * createLogger returns a logger of JSON lines on standard output.
 *
 * ERROR means that somebody must act now, WARN that it healed or will, INFO a change of state or a finished
 * request. Callers pass names, counts and codes; never a secret, a header value or a prompt.
 */
export function createLogger(app: string, level: LogLevel): Logger {
  const output = destination({ fd: 1, sync: false, minLength: BLOCK_BYTES, periodicFlush: 1000 });
  return pino(
    {
      level,
      base: { app },
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    output,
  );
}

/** NestLog lets Nest itself speak through our logger; its start-up chatter goes to DEBUG. */
export class NestLog implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, context?: string): void {
    this.logger.debug({ context }, String(message));
  }

  warn(message: unknown, context?: string): void {
    this.logger.warn({ context }, String(message));
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.logger.error({ context: rest.at(-1) }, String(message));
  }
}
