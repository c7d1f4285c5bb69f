import { DomainError, uuidv7 } from '@app/kernel';
import type { z } from 'zod';
import type { Credentials } from '../upstreams/credentials.js';
import type { UpstreamName } from '../upstreams/upstream-name.js';
import type { UpstreamAnswer, UpstreamReader } from '../upstreams/upstream-reader.js';

const ANSWER_MS = 8_000;

/** LiveReader reads one answer of an upstream, checked as far as the dashboard itself looks at it. */
export class LiveReader {
  constructor(
    private readonly reader: UpstreamReader,
    private readonly credentials: Credentials,
  ) {}

  /** read throws a DomainError: what the upstream said, `upstream_unavailable` or `upstream_malformed`. */
  async read<S extends z.ZodType>(upstream: UpstreamName, path: string, schema: S): Promise<z.output<S>> {
    const answer = await this.within(upstream, (signal) =>
      this.reader.json({ ...this.ask(upstream, path), signal }),
    );
    return checked(upstream, path, schema, answer);
  }

  /** text is for answers that are no JSON, and for those that are meant whatever their status. */
  text(upstream: UpstreamName, path: string): Promise<UpstreamAnswer> {
    return this.within(upstream, (signal) => this.reader.text({ ...this.ask(upstream, path), signal }));
  }

  /** ready reads `/ready`, which tells what is wrong with a status that is no success. */
  async ready<S extends z.ZodType>(upstream: UpstreamName, schema: S): Promise<z.output<S>> {
    const { text } = await this.text(upstream, '/ready');
    return checked(upstream, '/ready', schema, parsed(text));
  }

  private ask(upstream: UpstreamName, path: string) {
    return { upstream, path, credentials: this.credentials, requestId: `req-${uuidv7()}` };
  }

  private async within<T>(upstream: UpstreamName, ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const signal = AbortSignal.timeout(ANSWER_MS);
    try {
      return await ask(signal);
    } catch (error) {
      if (!signal.aborted) throw error;
      const message = `${upstream} did not answer within ${ANSWER_MS / 1_000} s`;
      throw new DomainError('upstream_unavailable', message, { upstream });
    }
  }
}

function checked<S extends z.ZodType>(
  upstream: UpstreamName,
  path: string,
  schema: S,
  answer: unknown,
): z.output<S> {
  const { success, data, error } = schema.safeParse(answer);
  if (success) return data;
  const [issue] = error.issues;
  const where = `${path}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`;
  throw new DomainError('upstream_malformed', `${upstream} cannot be understood: ${where}`, { upstream });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
