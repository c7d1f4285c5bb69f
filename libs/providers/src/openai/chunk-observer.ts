import { type DomainError, isJsonObject, type JsonObject } from '@app/kernel';
import type { Observation } from '../provider.js';
import { upstreamFailure } from '../upstream-failure.js';
import { sseData, sseEventName } from '../wire/sse-event.js';
import { jsonIn } from './json-in.js';
import { choicesIn, hasContent, noteFacts, saysFinish } from './reply-facts.js';
import { errorIn, type ReportedError } from './reported-error.js';

/**
 * What to do with a frame: pass it on; swallow it; pass it on and end, because it is `[DONE]` or an error in
 * OpenAI's shape. An unreadable one is passed on as well, unless the stream broke off inside it.
 */
export type Verdict = 'pass' | 'swallow' | 'done' | 'failed' | 'unreadable';

const LETTER_D = 0x64;
/** Shorter frames are always decoded: `data: [DONE]` is among them, a chunk hardly ever is. */
const SHORT_FRAME = 48;
/** Members that are null tell nothing. Quotes within texts are escaped, so that a text cannot look like a member. */
const TELLING = /"(?:finish_reason|usage|error)"(?!\s*:\s*null)/;

/**
 * ChunkObserver reads a stream's events on the side and fills `observed`.
 *
 * Once the first token has been seen, only frames whose bytes promise a finish reason, usage or an error are
 * decoded; the usual delta costs one search.
 */
export class ChunkObserver {
  readonly observed: Observation = {};
  /** True once the upstream has said that its reply is complete. */
  complete = false;

  /** @param swallowUsage hides the usage-only chunk, for a client that did not ask for it. */
  constructor(
    private readonly upstream: string,
    private readonly swallowUsage: boolean,
    private readonly onFirstToken: () => void,
  ) {}

  /**
   * inspect decides on one frame, and always decodes it with `closely`. Throws the DomainError of an error that
   * is in no shape that clients understand.
   */
  inspect(frame: Buffer, closely = false): Verdict {
    if (!closely && this.observed.firstTokenAt !== undefined && !isTelling(frame)) return 'pass';
    const data = sseData(frame);
    if (data === undefined) return 'pass';
    if (data.startsWith('[DONE]')) return this.done();
    const value = jsonIn(data);
    if (!isJsonObject(value)) return this.unreadable();
    const error = errorIn(value);
    return error === undefined ? this.note(value) : this.fail(frame, value, error);
  }

  /** failureIn returns the error that the stream's first event holds, while a status can still be chosen. */
  failureIn(frame: Buffer): DomainError | undefined {
    const value = jsonIn(sseData(frame) ?? '');
    const error = isJsonObject(value) ? errorIn(value) : undefined;
    return error && this.failure(error);
  }

  private note(value: JsonObject): Verdict {
    noteFacts(value, this.observed);
    if (saysFinish(value)) this.complete = true;
    if (this.complete || hasContent(value)) this.token();
    const usageOnly =
      Array.isArray(value['choices']) && choicesIn(value).length === 0 && isJsonObject(value['usage']);
    return usageOnly && this.swallowUsage ? 'swallow' : 'pass';
  }

  private done(): Verdict {
    this.complete = true;
    return 'done';
  }

  private unreadable(): Verdict {
    this.token();
    return 'unreadable';
  }

  private fail(frame: Buffer, value: JsonObject, error: ReportedError): Verdict {
    const failure = this.failure(error);
    const { error: shape } = value;
    const understood =
      isJsonObject(shape) && typeof shape['message'] === 'string' && sseEventName(frame) !== 'error';
    if (!understood) throw failure;
    this.observed.failure = failure.code;
    return 'failed';
  }

  private failure(error: ReportedError): DomainError {
    return upstreamFailure(this.upstream, { ...error, status: error.status ?? 502 });
  }

  private token(): void {
    if (this.observed.firstTokenAt !== undefined) return;
    this.observed.firstTokenAt = performance.now();
    this.onFirstToken();
  }
}

/** isTelling searches the bytes as Latin-1, which is far quicker than decoding them and as good for ASCII. */
function isTelling(frame: Buffer): boolean {
  if (frame.length < SHORT_FRAME || frame[0] !== LETTER_D) return true;
  return TELLING.test(frame.toString('latin1'));
}
