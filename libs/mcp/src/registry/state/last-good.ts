import { DomainError } from '@app/kernel';

/** LastGood keeps what was read last without a fault, and what is wrong with what is there now. */
export class LastGood<T> {
  private refused: string | undefined;

  constructor(private content: T) {}

  get value(): T {
    return this.content;
  }

  /** For people; undefined when the value is what is there now. */
  get problem(): string | undefined {
    return this.refused;
  }

  async refresh(read: () => Promise<T>): Promise<void> {
    try {
      this.content = await read();
      this.refused = undefined;
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      this.refused = error.message;
    }
  }
}
