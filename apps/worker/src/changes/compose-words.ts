import type { JobContext } from '@app/jobs';

const MOST_LINES = 200;
const LONGEST_LINE = 1_000;

/** ComposeWords tells the readers of a job what Compose says, in order and not without end. */
export class ComposeWords {
  private lines = 0;
  private told: Promise<void> = Promise.resolve();

  constructor(private readonly context: Pick<JobContext, 'log'>) {}

  readonly onLine = (line: string): void => {
    this.lines += 1;
    if (this.lines <= MOST_LINES) this.tell(line.slice(0, LONGEST_LINE));
    if (this.lines === MOST_LINES + 1) this.tell('Compose says more, which is left out here');
  };

  /** end resolves once all has been told. */
  async end(): Promise<void> {
    await this.told;
  }

  private tell(line: string): void {
    this.told = this.told.then(() => this.context.log(line));
  }
}
