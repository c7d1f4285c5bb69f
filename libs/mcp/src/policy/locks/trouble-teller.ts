import { DomainError } from '@app/kernel';

/** TroubleTeller tells of a failure once, and again only after another one or after all was well. */
export class TroubleTeller {
  private told: string | undefined;

  constructor(private readonly tell: (problem: DomainError) => void) {}

  /** telling takes a step whose failures its caller can live with. What is no DomainError is thrown all the same. */
  async telling(step: () => Promise<void>): Promise<void> {
    try {
      await step();
      this.told = undefined;
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      if (this.told !== error.message) this.tell(error);
      this.told = error.message;
    }
  }
}
