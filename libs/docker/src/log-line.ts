/** LogLine is one line that a container wrote. */
export interface LogLine {
  /** A terminal has one stream for both; its lines are `stdout`. */
  readonly stream: 'stdout' | 'stderr';
  /** RFC 3339 with nanoseconds, by the engine's clock; undefined when the engine gave none. */
  readonly at: string | undefined;
  /** Without its line end; a line that was too long ends in CUT_MARK. */
  readonly text: string;
}

export const CUT_MARK = '… [cut]';
