import type { LoggerService } from '@nestjs/common';
import { destination, pino, symbols, type Logger } from 'pino';
import { LogBlocks } from './log-blocks.js';

export type { Logger } from 'pino';

export const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/**
 * createLogger returns a logger of JSON lines on standard output.
 *
 * ERROR means that somebody must act now, WARN that it healed or will, INFO a change of state or a finished
 * request. Callers pass names, counts and codes; never a secret, a header value or a prompt.
 */
export function createLogger(app: string, level: LogLevel): Logger {
  return pino(
    {
      level,
      base: { app },
      timestamp: () => `,"time":"${isoTime()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    new LogBlocks(standardOutput()),
  );
}

/** Synchronous, as pino's own default is: handing a block to a thread costs more than the block. */
function standardOutput(): { write(bytes: Buffer): unknown } {
  const output: unknown = destination({ fd: 1, sync: true, contentMode: 'buffer' });
  // The published type knows text alone.
  return output as { write(bytes: Buffer): unknown };
}

let second = 0;
let prefix = '';

/** isoTime is the time in RFC 3339; the part that changes once a second is kept. */
function isoTime(): string {
  const now = Date.now();
  const ms = now % 1000;
  if (now - ms !== second) {
    second = now - ms;
    prefix = new Date(now).toISOString().slice(0, -4);
  }
  return `${prefix}${String(ms).padStart(3, '0')}Z`;
}

export type LineWriter = (level: LogLevel, fields: string) => void;

/**
 * lineWriter returns a function that writes a line whose fields are JSON already, in its place among the logger's
 * own. It is for the line that every request leaves: serialising that one like the others costs as much as the rest
 * of the door.
 */
export function lineWriter(logger: Logger): LineWriter {
  const { app = '' } = logger.bindings() as { app?: string };
  const { [symbols.streamSym]: stream } = logger as unknown as Record<symbol, { write(line: string): void }>;
  return (level, fields) => {
    stream?.write(`{"level":"${level}","time":"${isoTime()}","app":"${app}",${fields}}\n`);
  };
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
