import type { ImageFacts } from '../media/media-folder.js';

export interface Remembered {
  readonly facts: ImageFacts;
  whole?: string;
}

/** CheckCache remembers what was found out about files, by path, size and time of the last change: so many, the last used. */
export class CheckCache {
  readonly #entries = new Map<string, Remembered>();

  constructor(private readonly most: number) {}

  get(key: string): Remembered | undefined {
    const entry = this.#entries.get(key);
    if (entry !== undefined) this.put(key, entry);
    return entry;
  }

  put(key: string, entry: Remembered): void {
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    if (this.#entries.size <= this.most) return;
    const oldest = this.#entries.keys().next();
    if (oldest.done !== true) this.#entries.delete(oldest.value);
  }
}
