import { DomainError } from '@app/kernel';
import type { JsonAnswer, JsonHttp } from '@app/tool-server';
import { z } from 'zod';
import { batchesOf } from './batches.js';

const answered = z.object({
  data: z.array(z.object({ index: z.int().min(0), embedding: z.array(z.number()).min(1) })),
});

/** Embedder turns texts into vectors, by one model at the gateway. */
export class Embedder {
  constructor(
    private readonly http: JsonHttp,
    readonly model: string,
  ) {}

  /** embed returns a vector for each text, in order, all of the same width; a few texts at a time. */
  async embed(texts: readonly string[], signal: AbortSignal): Promise<readonly (readonly number[])[]> {
    const vectors: (readonly number[])[] = [];
    for (const batch of batchesOf(texts)) {
      signal.throwIfAborted();
      vectors.push(...(await this.batch(batch, signal)));
    }
    if (new Set(vectors.map(({ length }) => length)).size > 1) throw malformed('vectors of different widths');
    return vectors;
  }

  private async batch(
    input: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly (readonly number[])[]> {
    const body = { model: this.model, input, encoding_format: 'float' };
    const answer = await this.http.call({ method: 'POST', path: ['embeddings'], body, signal });
    if (answer.status !== 200) throw this.refused(answer);
    const { data } = answered.safeParse(answer.body).data ?? { data: [] };
    const byIndex = new Map(data.map(({ index, embedding }) => [index, embedding]));
    return input.map((_text, index) => byIndex.get(index) ?? missing(input.length, byIndex.size));
  }

  private refused({ status, body }: JsonAnswer): DomainError {
    const code = codeOf(body);
    if (status === 401 || status === 403) return failure('EMBEDDINGS_KEY is refused, or one is wanted');
    if (code === 'context_length_exceeded') {
      return new DomainError('text_too_long', `a text is longer than ${this.model} takes`);
    }
    if (status === 404) return failure(`there is no model ${this.model}; EMBEDDINGS_MODEL names it`);
    if (status === 429) return failure('the gateway is busy; try again later');
    return failure(`the gateway answered with status ${status}${code === undefined ? '' : ` (${code})`}`);
  }
}

/** The gateway's code, if it is one of its words and not a sentence that may hold a text. */
function codeOf(body: unknown): string | undefined {
  const parsed = z.object({ error: z.object({ code: z.string().regex(/^[a-z_]{1,64}$/) }) }).safeParse(body);
  return parsed.data?.error.code;
}

function missing(wanted: number, got: number): never {
  throw malformed(`${got} vectors for ${wanted} texts`);
}

function malformed(what: string): DomainError {
  return new DomainError('upstream_malformed', `the gateway answered with ${what}`, {
    upstream: 'embeddings',
  });
}

function failure(message: string): DomainError {
  return new DomainError('embeddings_failed', message, { upstream: 'embeddings' });
}
