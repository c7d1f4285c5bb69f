import type { Writable } from 'node:stream';

const TICK_MS = 2000;

/** Terminal writes whole lines, and a running clock behind every step that takes over two seconds. */
export class Terminal {
  readonly #out: Writable;
  #lineIsOpen = false;

  constructor(out: Writable) {
    this.#out = out;
  }

  line(text = ''): void {
    this.#write(`${this.#lineIsOpen ? '\n' : ''}${text}\n`);
    this.#lineIsOpen = false;
  }

  /** step names the work, shows that it goes on while it lasts, and says how it ended. */
  async step<T>(title: string, work: () => Promise<T>): Promise<T> {
    const start = performance.now();
    const seconds = () => ((performance.now() - start) / 1000).toFixed(0);
    this.#append(title);
    const clock = setInterval(
      () => this.#append(`${this.#lineIsOpen ? '' : title} … ${seconds()} s`),
      TICK_MS,
    );
    try {
      const result = await work();
      this.#close(title, 'done');
      return result;
    } catch (error) {
      this.#close(title, 'failed');
      throw error;
    } finally {
      clearInterval(clock);
    }
  }

  #append(text: string): void {
    this.#write(text);
    this.#lineIsOpen = true;
  }

  #close(title: string, how: string): void {
    this.#write(this.#lineIsOpen ? ` … ${how}\n` : `${title} … ${how}\n`);
    this.#lineIsOpen = false;
  }

  #write(text: string): void {
    this.#out.write(text);
  }
}
