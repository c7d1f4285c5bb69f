import type { ChildLimits } from './child-limits.js';
import type { ProcessCensus } from './process-census.js';
import type { RunMark } from './process-mark.js';

/** ChildSurroundings is what all servers of one router share, and who listens to this one. */
export interface ChildSurroundings {
  readonly mark: RunMark;
  readonly census: ProcessCensus;
  /** The router's own environment, of which a few harmless names are inherited. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly limits?: Partial<ChildLimits> | undefined;
  /** Each line on standard error, for operators. */
  readonly onStderr?: ((line: string) => void) | undefined;
  /** Takes all of standard error, as it comes. */
  readonly stderr?: { push(bytes: Buffer): void; end(): void } | undefined;
  /** A message beyond the limit; `id` is that of the request it answers or makes, if it could be told. */
  readonly onOversized?: ((id: string | number | undefined, bytes: number) => void) | undefined;
}
