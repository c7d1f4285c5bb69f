import { DomainError } from '@app/kernel';
import type { z } from 'zod';
import type { Credentials } from '../upstreams/credentials.js';
import type { UpstreamName } from '../upstreams/upstream-name.js';
import type { UpstreamReader } from '../upstreams/upstream-reader.js';

/** Asked is in whose name apps are asked, and by which request. */
export interface Asked {
  readonly reader: Pick<UpstreamReader, 'json'>;
  readonly credentials: Credentials;
  readonly requestId: string;
}

const ANSWER_MS = 5_000;

/** answerOf is what an app answers, or in words why there is no answer of that form. */
export async function answerOf<T extends object>(
  { reader, ...by }: Asked,
  upstream: UpstreamName,
  path: string,
  form: z.ZodType<T>,
): Promise<T | string> {
  const signal = AbortSignal.timeout(ANSWER_MS);
  try {
    const read = form.safeParse(await reader.json({ upstream, path, signal, ...by }));
    return read.success ? read.data : `${upstream} answered something else`;
  } catch (error) {
    if (signal.aborted) return `${upstream} does not answer`;
    if (error instanceof DomainError) return error.message;
    throw error;
  }
}
