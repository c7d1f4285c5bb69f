import type { LogLine } from './log-line.js';

/**
 * SeenLines drops the lines that a reading from the last moment on repeats: the engine's `since` includes that
 * moment. Lines are told apart by time and text; only those of the last moment are kept.
 */
export class SeenLines {
  #last = '';
  readonly #texts = new Set<string>();

  /** The moment of the newest line, RFC 3339; undefined before the first. */
  get last(): string | undefined {
    return this.#last === '' ? undefined : this.#last;
  }

  /**
   * isNew tells whether the line has not been there, and remembers it. `replaying` is set while a log is read
   * again: an older line is then a repetition, where in a living log the two streams merely overtook each other.
   */
  isNew({ at, stream, text }: LogLine, replaying: boolean): boolean {
    if (at === undefined) return true;
    if (at < this.#last) return !replaying;
    if (at > this.#last) {
      this.#last = at;
      this.#texts.clear();
    }
    const key = `${stream} ${text}`;
    if (replaying && this.#texts.has(key)) return false;
    this.#texts.add(key);
    return true;
  }
}
