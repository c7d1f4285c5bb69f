/** Where a line of a server's log comes from: its standard error, its `notifications/message`, or what we saw of it. */
export type WordsSource = 'stderr' | 'message' | 'router';

/** The levels of MCP, which are those of RFC 5424. */
export const LOG_LEVELS = [
  'debug',
  'info',
  'notice',
  'warning',
  'error',
  'critical',
  'alert',
  'emergency',
] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** ServerWords is one line of a server's log: harmless to show, without the values of its variables, for operators. */
export interface ServerWords {
  readonly source: WordsSource;
  /** Undefined where nothing says it: standard error has none. */
  readonly level: LogLevel | undefined;
  readonly text: string;
}

/** WordsListener hears the log of all servers. It is called often, and must not throw. */
export type WordsListener = (server: string, words: ServerWords) => void;
