import { DomainError } from '@app/kernel';
import { BACKEND } from '../backend-errors.js';

/** Patience ends an exchange in which the backend says nothing for too long, or which its caller gives up. */
export class Patience {
  readonly signal: AbortSignal;
  private readonly late = new AbortController();
  private timer: NodeJS.Timeout;

  constructor(
    private readonly ms: number,
    private readonly caller: AbortSignal | undefined,
  ) {
    this.signal = caller === undefined ? this.late.signal : AbortSignal.any([this.late.signal, caller]);
    this.timer = this.started();
  }

  /** The parts of a body; only the waiting for the next one counts, not what the reader does meanwhile. */
  async *through(body: AsyncIterable<Uint8Array> | null): AsyncGenerator<Uint8Array> {
    try {
      for await (const part of body ?? []) {
        this.end();
        yield part;
        this.timer = this.started();
      }
    } catch (error) {
      throw this.errorOf(error);
    } finally {
      this.end();
    }
  }

  end(): void {
    clearTimeout(this.timer);
  }

  /** Of an exchange that went wrong: the caller's own reason, or what became of the backend. */
  errorOf(cause: unknown): unknown {
    if (cause instanceof DomainError) return cause;
    if (this.caller?.aborted === true) return this.caller.reason;
    const details = { upstream: BACKEND, cause };
    if (this.late.signal.aborted)
      return new DomainError('backend_timeout', `${BACKEND} said nothing for ${this.ms / 1_000} s`, details);
    return new DomainError('backend_unreachable', `${BACKEND} cannot be reached, or broke off`, details);
  }

  private started(): NodeJS.Timeout {
    return setTimeout(() => this.late.abort(), this.ms).unref();
  }
}
