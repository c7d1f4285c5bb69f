/** ops sends a sign of life every fifteen seconds, so that a stream as silent as this is lost. */
const SILENCE_MS = 60_000;

/** Contact watches one connection after another for silence. */
export class Contact {
  readonly #left: AbortSignal;
  #silence = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #heardAt = performance.now();

  /** `left` ends every connection. */
  constructor(left: AbortSignal) {
    this.#left = left;
  }

  get silentForMs(): number {
    return performance.now() - this.#heardAt;
  }

  /** Aborts when this connection has been silent for too long, or nobody wants it any more. */
  get signal(): AbortSignal {
    return AbortSignal.any([this.#left, this.#silence.signal]);
  }

  /** begin starts to watch a connection; the function that it returns ends that, and the connection. */
  begin(): () => void {
    this.#silence = new AbortController();
    this.#watch();
    return () => {
      clearTimeout(this.#timer);
      this.#silence.abort();
    };
  }

  heard(): void {
    this.#heardAt = performance.now();
    this.#watch();
  }

  #watch(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#silence.abort(), SILENCE_MS);
  }
}
